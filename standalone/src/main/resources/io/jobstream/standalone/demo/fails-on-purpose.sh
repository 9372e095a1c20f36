# A rule that every repository breaks, so that a failure can be seen: nobody may write the word "the".
found=$(git grep -Iiow the | wc -l)
echo "The word \"the\" is forbidden. It is here $found times:"
git grep -Iinw the | cut -c1-100 | head -3
echo "This job fails on purpose."
exit 3
