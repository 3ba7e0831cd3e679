#!/bin/sh
# Waits for a one-off ECS task and ends with the exit code of its container.
#
#   await-ecs-task.sh CLUSTER RUN_TASK_OUTPUT CONTAINER DEADLINE_SECONDS
#
# RUN_TASK_OUTPUT is the JSON that `aws ecs run-task` printed. Exit codes of its own: 70 if the task
# was not started or ended without an exit code, 75 if the deadline passed (the task goes on).
# AWS's own waiter gives up after ten minutes and prints nothing meanwhile.
set -eu

cluster=$1
output=$2
container=$3
deadline=$4
poll=${TIDEGATE_POLL_SECONDS:-15}

task=$(sed -n 's/.*"taskArn": *"\([^"]*\)".*/\1/p' "$output" | head -n 1)
if [ -z "$task" ]; then
  # RunTask answers 200 with the reason inside when it finds no place for the task.
  echo "the task was not started:" >&2
  cat "$output" >&2
  exit 70
fi

ask() {
  aws ecs describe-tasks --cluster "$cluster" --tasks "$task" --query "$1" --output text
}

echo "waiting for $task, at most $deadline s"
waited=0
said=0
while :; do
  # One failed look is not the end: the next one may succeed before the deadline.
  status=$(ask 'tasks[0].lastStatus') || status="unknown (describe-tasks failed)"
  [ "$status" != STOPPED ] || break
  if [ "$waited" -ge "$deadline" ]; then
    echo "still $status after $waited s; the task goes on: $task" >&2
    exit 75
  fi
  if [ $((waited - said)) -ge 60 ]; then
    echo "$status for $waited s"
    said=$waited
  fi
  sleep "$poll"
  waited=$((waited + poll))
done

echo "ended: $(ask 'tasks[0].stoppedReason')"
code=$(ask "tasks[0].containers[?name=='$container'] | [0].exitCode")
case $code in
  '' | None)
    echo "the container has no exit code: it never ran" >&2
    exit 70
    ;;
esac
exit "$code"
