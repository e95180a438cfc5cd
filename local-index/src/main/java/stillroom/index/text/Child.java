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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The place of one reader process: starts it when it is asked, ends it when it does not answer.
/// Asked by one thread at a time.
final class Child {

    /// Exit code of a Java process that was told to end when its memory is used up.
    static final int OUT_OF_MEMORY = 3;

    /// What a question leads to.
    sealed interface Answer {}

    record Read(Extraction extraction) implements Answer {}

    /// Did not answer in time, and is no more.
    record Late() implements Answer {}

    /// Ended by itself.
    record Ended(int code) implements Answer {}

    private record Running(Process process, DataOutputStream requests, DataInputStream answers) {}

    private final List<String> command;
    private final Path temporary;
    private final Executor executor;
    private volatile @Nullable Running running;
    private boolean served;

    Child(List<String> command, Path temporary, Executor executor) {
        this.command = command;
        this.temporary = temporary;
        this.executor = executor;
    }

    /// Says whether the present process has read a file before.
    boolean hasServed() {
        return running != null && served;
    }

    Answer ask(Path file, Duration time) {
        Running child = running == null ? start() : running;
        Answer answer =
                CompletableFuture.supplyAsync(() -> exchange(child, file), executor)
                        .completeOnTimeout(new Late(), time.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
        switch (answer) {
            case Read _ -> served = true;
            case Late _, Ended _ -> end();
        }
        return answer;
    }

    private static Answer exchange(Running child, Path file) {
        try {
            Frames.writeString(child.requests, file.toString());
            child.requests.flush();
            return new Read(Frames.read(child.answers, Limits.STANDARD));
        } catch (IOException ended) {
            // Nothing that it might still say would be understood.
            child.process.destroy();
            return new Ended(child.process.onExit().join().exitValue());
        }
    }

    private Running start() {
        List<String> line = new ArrayList<>(command);
        line.add(1, "-Djava.io.tmpdir=" + temporary);
        line.add(2, "-Dpdfbox.fontcache=" + temporary.resolveSibling("fonts"));
        try {
            empty();
            Process process =
                    new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            Running started =
                    new Running(
                            process,
                            new DataOutputStream(
                                    new BufferedOutputStream(process.getOutputStream())),
                            new DataInputStream(
                                    new BufferedInputStream(process.getInputStream(), 1 << 16)));
            running = started;
            served = false;
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

    /// Ends the process, if there is one, and returns when it is gone.
    void end() {
        Running child = running;
        if (child != null) {
            running = null;
            child.process.destroyForcibly().onExit().join();
        }
    }
}
