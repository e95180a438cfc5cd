package stillroom.app.lock;

import java.util.List;

/// Whether the system keeps this process off the internet.
public sealed interface LockState {

    /// The kernel refuses every internet socket, on each of so many threads.
    record Enforced(int threads) implements LockState {}

    /// Nothing is enforced.
    ///
    /// @param facts what the words of `why` leave open
    record NotEnforced(Why why, List<String> facts) implements LockState {

        public NotEnforced {
            facts = List.copyOf(facts);
        }

        NotEnforced(Why why, Object... facts) {
            this(why, List.of(facts).stream().map(String::valueOf).toList());
        }

        /// Why, in plain English words, to go on a sentence.
        public String reason() {
            return why.words.formatted(facts.toArray());
        }
    }

    /// Why nothing is enforced.
    enum Why {
        LEFT_OUT("left out by stillroom.lock=off, which is for tests only"),
        SCREEN_OVER_NETWORK("the screen is reached over a network (DISPLAY=%s)"),
        OTHER_SYSTEM("not enforced by the system on %s"),
        OTHER_MACHINE("not known how to enforce it on %s"),
        NOT_TOLD("this system does not tell what it enforces"),
        KERNEL_REFUSED("the kernel refused %s with errno %s"),
        THREAD_UNLOCKED("thread %s could not be locked"),
        THREADS_UNLOCKED("%s of %s threads are not locked"),
        SOCKETS_OPEN("%s internet sockets were open before the lock"),
        NOT_READ("the state of the lock cannot be read");

        private final String words;

        Why(String words) {
            this.words = words;
        }
    }
}
