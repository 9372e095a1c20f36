# The checkout is the commit that was pushed, whole and unchanged.
head=$(git rev-parse HEAD)
echo "HEAD is $head"
[ "$head" = "$CI_COMMIT" ] || { echo "expected $CI_COMMIT"; exit 1; }
git diff --quiet HEAD -- || { echo "the working tree differs from its commit"; git diff --stat HEAD -- | tail -5; exit 1; }
git fsck --connectivity-only --no-dangling --no-progress HEAD || exit 1
tree=$(git ls-tree -r HEAD | wc -l)
index=$(git ls-files | wc -l)
[ "$tree" = "$index" ] || { echo "$tree entries in the commit, $index in the index"; exit 1; }
echo "all $tree entries of the commit are there, and git finds no fault with them"
