# What the scripts of bin/ share: named steps printed as a list, and where builds go. Sourced, never run.
#
#   step "Format" bin/format --check     runs the command under its name, remembers how it went and how long it took
#   summary                              prints the list once more with durations; fails when a step failed

export SWIFT_BACKTRACE=enable=no # a crash in a test must end the run, not wait for somebody to debug it

if [ -t 1 ]; then bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'; else bold='' green='' red='' plain=''; fi
step_names=()
step_results=()

say() {
  printf '\n%s▸ %s%s\n' "$bold" "$*" "$plain"
}

step() {
  local name=$1 started=$SECONDS status=0
  shift
  say "$name"
  "$@" </dev/null || status=$?
  step_names+=("$name")
  step_results+=("$status $((SECONDS - started))")
  return "$status"
}

summary() {
  local index status seconds mark failed=0
  say "Summary"
  for index in "${!step_names[@]}"; do
    read -r status seconds <<<"${step_results[$index]}"
    mark="$green✓$plain"
    if [ "$status" -ne 0 ]; then
      mark="$red✗$plain"
      failed=1
    fi
    printf '  %s %-48s %3d:%02d\n' "$mark" "${step_names[$index]}" $((seconds / 60)) $((seconds % 60))
  done
  printf '    %-48s %3d:%02d\n' "altogether" $((SECONDS / 60)) $((SECONDS % 60))
  return "$failed"
}

# The folder for builds: ENISHI_SCRATCH when set; on a CI machine one that outlives the clone, so that the next clone
# finds the libraries already built; otherwise .build.
build_folder() {
  if [ -n "${ENISHI_SCRATCH:-}" ]; then
    echo "$ENISHI_SCRATCH"
  elif [ "${CI:-}" = true ]; then
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/enishi/build"
  else
    echo .build
  fi
}
