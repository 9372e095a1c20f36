# SPDX-License-Identifier: Apache-2.0
# One attempt, the leader of its own process group: bash -c THIS jobstream-attempt DIRECTORY URL REF
#
# Waits for "go" on standard input, which comes when the watchdog knows of it; without it, exits.
# Says on standard output how far it has come: "running", "unprepared", "exited STATUS" and what times says.
# Standard error is the job's log, and the job's standard output goes there too.

directory=$1 url=$2 ref=$3
read -r go && [[ $go == go ]] || exit 125
exec 3>&1 1>&2 </dev/null
# A handler, not "ignore": the job must not inherit it.
trap : TERM INT HUP

quiet_git() {
  GIT_CONFIG_GLOBAL=$directory/gitconfig GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND=${GIT_SSH_COMMAND:-ssh -oBatchMode=yes} \
    git -c advice.detachedHead=false -c init.defaultBranch=main -c gc.auto=0 "$@" 3>&-
}

# One commit where the server gives it, else everything.
check_out() {
  quiet_git init -q . && quiet_git remote add origin "$url" || return
  if quiet_git fetch -q --depth 1 --no-tags origin "$ref"; then
    quiet_git checkout -q --detach FETCH_HEAD
  else
    echo "jobstream: no shallow copy of $ref, fetching everything"
    quiet_git fetch -q origin '+refs/*:refs/remotes/origin/*' || return
    quiet_git checkout -q --detach "$ref" || quiet_git checkout -q --detach "refs/remotes/origin/heads/$ref"
  fi
}

cd "$directory/workspace" || exit 125
if [[ $url ]]; then
  echo "jobstream: checking out $ref"
  if ! check_out; then
    echo "jobstream: the checkout failed"
    echo unprepared >&3
    exit 0
  fi
fi
echo running >&3
sh -e "$directory/script" 3>&-
status=$?
{
  echo "exited $status"
  times
} >&3
