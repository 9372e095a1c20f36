// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

/** What a session must do now. Moments are nanoseconds of the monotonic clock that the session was told. */
public sealed interface Action {

    <R> R match(Cases<R> cases);

    /** Send a heartbeat: take {@link SessionCore#heartbeatSent} and send just that. */
    record BeatNow() implements Action {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.beatNow(this);
        }
    }

    /**
     * Execute it: its lease is accepted.
     *
     * @param deadline when all its processes must have ended, unless extended
     */
    record Start(AttemptId id, long deadline) implements Action {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.start(this);
        }
    }

    /** Its lease was renewed; deadlines only grow. */
    record ExtendDeadline(AttemptId id, long deadline) implements Action {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.extendDeadline(this);
        }
    }

    /** End all its processes and say when that is done. May come again with a more pressing reason. */
    record Kill(AttemptId id, Reason reason) implements Action {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.kill(this);
        }
    }

    /** Forget it; nothing of it runs, and it has no result. */
    record Drop(AttemptId id, Reason reason) implements Action {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.drop(this);
        }
    }

    /** Send its result, as often as needed, and say when it was acknowledged. Nothing of it runs. */
    record SendResult(AttemptId id, Reason reason) implements Action {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sendResult(this);
        }
    }

    /** Stop for good; nothing runs. Comes once. */
    record EndSession(SessionEnd end) implements Action {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.endSession(this);
        }
    }

    /** One method for each action. */
    interface Cases<R> {
        R beatNow(BeatNow action);

        R start(Start action);

        R extendDeadline(ExtendDeadline action);

        R kill(Kill action);

        R drop(Drop action);

        R sendResult(SendResult action);

        R endSession(EndSession action);
    }
}
