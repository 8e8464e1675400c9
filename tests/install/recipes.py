"""recipes.py SOURCES VERSION: recipes are Python, of this version, with options that the build has."""
import pathlib
import re
import subprocess
import sys

sources, version = pathlib.Path(sys.argv[1]), sys.argv[2]
packaging = sources / "scripts" / "packaging"
recipes = [packaging / "spack" / "packages" / "rankprof" / "package.py",
           *(packaging / "easybuild").glob("*.eb")]
assert len(recipes) == 2, recipes
options = set(re.findall(r"option\((RANKPROF_\w+)", (sources / "CMakeLists.txt").read_text(encoding="utf-8")))
for recipe in recipes:
    text = recipe.read_text(encoding="utf-8")
    compile(text, str(recipe), "exec")
    assert re.search(rf"version(\(\"| = ')?{re.escape(version)}", text), f"{recipe} is not of version {version}"
    used = set(re.findall(r"RANKPROF_\w+", text))
    assert used and used <= options, (recipe, used - options)
for script in (sources / "data" / "slurm").glob("*.sh"):
    subprocess.run(["bash", "-n", str(script)], check=True)
print("as they should be")
