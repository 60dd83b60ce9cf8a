"""A study a night by Airflow, on YARN or Kubernetes.

Airflow's logical date, and no clock, names the study, so that a task that is repeated after midnight goes on with the one
that it began. In cluster mode spark-submit hides the driver's exit code: the second task asks the study itself.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

WHITTLE = "/opt/whittle/scripts/whittle"
STUDY = "hdfs:///studies/churn-{day}"

with DAG(
    dag_id="churn",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 10, "retry_delay": timedelta(minutes=1)},
) as dag:
    tune = BashOperator(
        task_id="tune",
        bash_command=(
            f"cd /etc/whittle && {WHITTLE} tune churn.conf --resume=auto --study '{STUDY}' --var day={{{{ ds }}}}"
            " --master yarn -- --deploy-mode cluster --files churn.conf --name churn-{{ ds }}"
            " --properties-file yarn.properties --conf spark.yarn.maxAppAttempts=3"
        ),
    )
    # 0: done; 3: a gate was not met; 1, 6: failed or lost, and the task before is to be cleared.
    outcome = BashOperator(
        task_id="outcome",
        bash_command=f"{WHITTLE} wait '{STUDY}' --var day={{{{ ds }}}} --timeout '12 hours'",
        retries=0,
    )
    tune >> outcome
