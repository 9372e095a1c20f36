# Compiles what needs nothing but what is on this machine: Java packages that use only the JDK's classes, with javac, and
# the syntax of shell scripts, with their shells. Fails when something does not compile.
checked=0
if command -v javac >/dev/null; then
  # The packages in question: none of their files imports or names anything but java.*.
  git ls-files -z '*.java' | xargs -0 awk '
    FNR == 1 {
      file = FILENAME; directory = file
      if (!sub(/\/[^\/]*$/, "", directory)) directory = "."
      skipped = file ~ /(package|module)-info\.java$/ || file ~ / /
      if (!skipped) { count[directory]++; files[directory] = files[directory] "\n" file }
    }
    skipped { next }
    /^import / && !/^import (static )?java\./ { foreign[directory] = 1 }
    !/^(import|package) / && /[^a-z.](com|org|io|net)\.[a-z]+\./ { foreign[directory] = 1 }
    END { for (each in files) if (!(each in foreign)) print count[each] "\t" each files[each] "\n" }
  ' > ../candidates || true
  awk -F'\t' 'NF == 2 {print $1 "\t" $2}' ../candidates | sort -rn | head -3 | cut -f2 > ../packages
  while read -r package; do
    awk -F'\t' -v wanted="$package" 'NF == 2 {on = $2 == wanted; next} on && NF {print}' ../candidates > ../sources
    if javac -proc:none -nowarn -d ../classes @../sources 2> ../errors; then
      echo "javac: $(wc -l < ../sources) files of $package"; checked=1
    elif grep -qE 'cannot find symbol|does not exist' ../errors; then
      echo "javac: $package needs classes from elsewhere, left out"
    else
      cat ../errors; exit 1
    fi
  done < ../packages
  [ ! -d ../classes ] || echo "$(find ../classes -name '*.class' | wc -l) classes"
fi
# Scripts by their first line: git grep finds them all at once.
git grep -IlE '^#!.*[/ ](ba)?sh( |$)' | head -50 > ../scripts || true
while read -r file; do
  read -r first < "$file" || continue
  case $first in
    '#!'*bash*) shell=bash ;;
    '#!'*sh*) shell=sh ;;
    *) continue ;;
  esac
  command -v $shell >/dev/null || continue
  $shell -n "$file" || { echo "$file does not parse"; exit 1; }
  echo "$shell -n $file: fine"; checked=1
done < ../scripts
[ $checked = 1 ] || echo "nothing here that compiles with what is on this machine"
