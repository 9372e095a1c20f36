# What is in this commit, by file type.
echo "$(git ls-files | wc -l) files are tracked"
# One line for each text file: its path, a colon, its number of lines. Exits 1 when there is none.
git -c core.quotePath=false grep -Ic '' > ../lines || true
awk '{
  lines = $0; sub(/.*:/, "", lines)
  path = $0; sub(/:[0-9]*$/, "", path)
  name = path; sub(/.*\//, "", name)
  type = name; if (type !~ /.\../) type = "(none)"; else sub(/.*\./, ".", type)
  files[type]++; total[type] += lines; all += lines
} END {
  for (type in files) printf "%8d lines in %5d files of type %s\n", total[type], files[type], type | "sort -rn | head -8"
  close("sort -rn | head -8")
  printf "%8d lines of text in all\n", all
}' ../lines
