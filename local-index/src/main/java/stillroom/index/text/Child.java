package stillroom.index.text;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The place of one reader process: starts it when it is asked, ends it when it does not answer.
/// Asked by one thread at a time.
final class Child {

    /// A Java process needs a second to start, and minutes where many others run.
    private static final Duration START = Duration.ofMinutes(5);

    /// Exit code of a Java process that was told to end when its memory is used up.
    static final int OUT_OF_MEMORY = 3;

    /// What can be asked.
    interface Question<A> {

        void write(DataOutputStream out) throws IOException;

        A read(DataInputStream in) throws IOException;
    }

    /// What a question leads to.
    sealed interface Answer<A> {}

    record Read<A>(A what) implements Answer<A> {}

    /// Did not answer in time, and is no more.
    record Late<A>() implements Answer<A> {}

    /// Ended by itself while it read the file.
    record Ended<A>(int code) implements Answer<A> {}

    private record Running(Process process, DataOutputStream requests, DataInputStream answers) {

        /// Ends the process if need be: nothing that it might still say would be understood.
        int exitCode() {
            process.destroy();
            return process.onExit().join().exitValue();
        }
    }

    private final List<String> command;
    private final Path temporary;
    private final Executor executor;
    private @Nullable Running running;
    private boolean greeted;
    private boolean served;
    private boolean closed;
    private @Nullable Asked asked;

    /// When it is looked next whether an answer is late; null if nobody is going to look.
    private @Nullable Long nextLook;

    /// A question that is not answered yet.
    private static final class Asked {

        private final long until;
        private boolean isLate;

        /// @param until by [System#nanoTime] the latest time for the answer
        Asked(long until) {
            this.until = until;
        }
    }

    /// @param executor waits for answers in the place of a virtual thread, which would keep its
    ///   carrier from all others meanwhile
    Child(List<String> command, Path temporary, Executor executor) {
        this.command = command;
        this.temporary = temporary;
        this.executor = executor;
    }

    /// Says whether the present process has read a file before.
    synchronized boolean hasServed() {
        return running != null && served;
    }

    /// Starts the process if there is none, and waits until it can be asked: no time of a file's.
    ///
    /// @throws IllegalStateException as [#ask]
    void awaitReady() {
        ready();
    }

    private Running ready() {
        Running child = running();
        if (isReady()) {
            return child;
        }
        Answer<Boolean> greeting =
                answer(
                        () -> {
                            awaitReady(child);
                            return new Read<>(true);
                        },
                        START);
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the reader is closed");
            }
            greeted = greeting instanceof Read<Boolean>;
            if (!greeted) {
                end();
                throw new IllegalStateException("the reader process does not start");
            }
        }
        return child;
    }

    /// Says whether there is a process that can be asked at once.
    synchronized boolean isReady() {
        return greeted;
    }

    /// @throws IllegalStateException if this place is closed, before or meanwhile, or if a process
    ///   cannot be started
    <A> Answer<A> ask(Question<A> question, Duration time) {
        Running child = ready();
        Answer<A> answer = answer(() -> exchange(child, question), time);
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the reader is closed");
            }
            served = answer instanceof Read<A>;
            if (!served) {
                end();
            }
        }
        return answer;
    }

    /// Waits for an answer. When the time is up the process is ended, and so is the waiting.
    private <A> Answer<A> answer(Supplier<Answer<A>> exchange, Duration time) {
        var mine = new Asked(System.nanoTime() + time.toNanos());
        expect(mine);
        try {
            Answer<A> answer =
                    Thread.currentThread().isVirtual()
                            ? CompletableFuture.supplyAsync(exchange, executor).join()
                            : exchange.get();
            return expectNothing(mine) ? answer : new Late<>();
        } catch (RuntimeException failed) {
            expectNothing(mine);
            end();
            throw new IllegalStateException(
                    failed instanceof CompletionException ? failed.getCause() : failed);
        }
    }

    private synchronized void expect(Asked question) {
        asked = question;
        if (nextLook == null || question.until - nextLook < 0) {
            look(question.until);
        }
    }

    /// @return whether the answer came in time
    private synchronized boolean expectNothing(Asked question) {
        asked = null;
        return !question.isLate;
    }

    /// Looks at a time to come whether an answer is late. Most questions are answered long before
    /// the look that was meant for an earlier one.
    private void look(long when) {
        nextLook = when;
        CompletableFuture.delayedExecutor(when - System.nanoTime(), TimeUnit.NANOSECONDS)
                .execute(() -> lookNow(when));
    }

    private synchronized void lookNow(long when) {
        if (nextLook == null || nextLook != when) {
            return; // an earlier look has taken the place of this one
        }
        nextLook = null;
        Asked question = asked;
        if (question == null) {
            return;
        }
        if (question.until - System.nanoTime() > 0) {
            look(question.until);
        } else {
            question.isLate = true;
            end();
        }
    }

    private static <A> Answer<A> exchange(Running child, Question<A> question) {
        try {
            question.write(child.requests);
            child.requests.flush();
            return new Read<>(question.read(child.answers));
        } catch (IOException ended) {
            return new Ended<>(child.exitCode());
        }
    }

    /// Ends with an exception if the process did before it could be asked: no file is to blame.
    private static void awaitReady(Running child) {
        try {
            Frames.readReady(child.answers);
        } catch (IOException ended) {
            throw new IllegalStateException(
                    "the reader process cannot be started: code " + child.exitCode(), ended);
        }
    }

    private synchronized Running running() {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        return running == null ? start() : running;
    }

    private Running start() {
        List<String> line = new ArrayList<>(command);
        line.add(1, "-Djava.io.tmpdir=" + temporary);
        line.add(2, "-Dpdfbox.fontcache=" + temporary.resolveSibling("fonts"));
        try {
            empty();
            Process process =
                    ReaderProcess.builder(line)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Running started =
                    new Running(
                            process,
                            new DataOutputStream(
                                    new BufferedOutputStream(process.getOutputStream())),
                            new DataInputStream(
                                    new BufferedInputStream(process.getInputStream(), 1 << 16)));
            running = started;
            greeted = false;
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException("the reader process cannot be started", failed);
        }
    }

    /// What a child leaves behind when it is ended in the middle of a file.
    private void empty() throws IOException {
        Files.createDirectories(temporary);
        Files.createDirectories(temporary.resolveSibling("fonts"));
        try (Stream<Path> left = Files.list(temporary)) {
            for (Path file : left.toList()) {
                if (Files.isRegularFile(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private synchronized void end() {
        Running child = running;
        if (child != null) {
            running = null;
            greeted = false;
            // What reads a picture for it would go on; once it is gone, nobody knows whose that is.
            List<ProcessHandle> started = child.process.descendants().toList();
            child.process.destroyForcibly().onExit().join();
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// Ends the process for good, and returns when it is gone; whoever asks is told.
    synchronized void close() {
        closed = true;
        end();
    }
}
