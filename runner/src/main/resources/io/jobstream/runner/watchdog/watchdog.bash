# SPDX-License-Identifier: Apache-2.0
# Ends jobs when their runner no longer can: bash -c THIS jobstream-watchdog SESSION
#
# Commands on standard input, one a line, each shorter than a pipe's atomic write:
#   watch GROUP DEADLINE ATTEMPT   answered by "watching GROUP"; DEADLINE in hundredths of a second of uptime
#   extend GROUP DEADLINE
#   forget GROUP
#   ping                           answered by "pong"
# The end of the input means that the runner is gone: everything of the session is killed.
# Nothing here starts a process: killing works when the machine can fork no more.

session=$1
declare -A deadlines=() attempts=()
trap '' TERM INT HUP PIPE QUIT USR1 USR2

now() {
  local uptime rest
  read -r uptime rest </proc/uptime
  now=$((10#${uptime/./}))
}

# Whether a process that showed no environment has one, or is about to: it is between two programs.
starts_another() {
  local line stat
  read -r line <"$1/stat" || return 1
  # What follows the name, which may have spaces: vsize is field 23, env_start and env_end are 50 and 51.
  read -r -a stat <<<"${line##*) }"
  ((stat[20] > 0 && (stat[48] == 0 || stat[48] > stat[47])))
}

# Kills every process whose environment holds the mark, until a look finds none, nor any that does not show it yet.
kill_marked() {
  local mark=$1 round directory variable found
  for ((round = 0; round < 100; round++)); do
    found=
    for directory in /proc/[0-9]*; do
      environment=()
      # Another user's process, or gone.
      mapfile -d '' -t environment <"$directory/environ" || continue
      for variable in "${environment[@]}"; do
        if [[ $variable == "$mark" ]]; then
          kill -KILL "${directory#/proc/}" && found=yes
          break
        fi
      done
      ((${#environment[@]})) || ! starts_another "$directory" || found=yes
    done
    [[ $found ]] || return 0
  done
} 2>/dev/null

kill_group() {
  kill -KILL -- "-$1"
} 2>/dev/null

# First every group at once, then what left its group.
kill_due() {
  local group due=()
  now
  for group in "${!deadlines[@]}"; do
    if ((now >= deadlines[$group])); then
      kill_group "$group"
      due+=("$group")
    fi
  done
  for group in "${due[@]}"; do
    kill_marked "JOBSTREAM_ATTEMPT=${attempts[$group]}"
    unset "deadlines[$group]" "attempts[$group]"
    printf 'killed %s\n' "$group" 2>/dev/null
  done
}

kill_all() {
  local group
  for group in "${!deadlines[@]}"; do
    kill_group "$group"
  done
  kill_marked "JOBSTREAM_SESSION=$session"
}

printf 'ready\n'
line=
while :; do
  IFS= read -r -t 0.2 part
  status=$?
  line+=$part
  if ((status > 128)); then
    # Time is up, maybe in the middle of a command: its end is still to come.
    kill_due
    continue
  fi
  if ((status > 0)); then
    kill_all
    exit 0
  fi
  [[ $line =~ ^([a-z]+)( ([0-9]+))?( ([0-9]+))?( ([^ ]+))?$ ]]
  verb=${BASH_REMATCH[1]-} group=${BASH_REMATCH[3]-} deadline=${BASH_REMATCH[5]-} attempt=${BASH_REMATCH[7]-}
  line=
  case $verb in
    watch)
      # Without all of it, nothing is watched, and nobody is told so.
      [[ $attempt ]] || continue
      deadlines[$group]=$deadline
      attempts[$group]=$attempt
      printf 'watching %s\n' "$group"
      ;;
    extend) [[ ${deadlines[$group]-} ]] && deadlines[$group]=$deadline ;;
    forget) unset "deadlines[$group]" "attempts[$group]" ;;
    ping) printf 'pong\n' ;;
  esac
  kill_due
done
