package stillroom.index.text;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Reads and draws files in child processes, so that no file can hang this program, fill its memory
/// or crash it. A child is started when it is first needed and serves one file after the other; one
/// that runs out of time or memory, or crashes, is replaced.
public final class ReaderProcess implements TextExtractor, PageDrawer {

    private final Duration time;
    private final Supplier<List<String>> passwords;
    private final List<Child> children = new ArrayList<>();
    private final Queue<Child> idle = new ConcurrentLinkedQueue<>();
    private final Semaphore free;

    /// @param command how a child is started, the `java` executable first: see
    ///   [#command(String...)]
    /// @param children how many files are read at once; each child takes up to half a gigabyte
    /// @param temporary folder for the temporary files of the children, which is emptied of them
    /// @param executor runs what waits for a child, so needs as many threads as there are children
    /// @param passwords to try on what is encrypted, asked before each file
    public ReaderProcess(
            List<String> command,
            int children,
            Path temporary,
            Executor executor,
            Supplier<List<String>> passwords) {
        this(command, children, temporary, executor, passwords, Limits.STANDARD.time());
    }

    ReaderProcess(
            List<String> command,
            int children,
            Path temporary,
            Executor executor,
            Supplier<List<String>> passwords,
            Duration time) {
        this.time = time;
        this.passwords = passwords;
        this.free = new Semaphore(children, true);
        for (int index = 0; index < children; index++) {
            this.children.add(new Child(command, temporary.resolve("reader-" + index), executor));
        }
        idle.addAll(this.children);
    }

    /// Returns the command that starts a child with the `java` and the class path of this process.
    ///
    /// @param main the main class and its arguments; it ends up in [ReaderMain#run]
    public static List<String> command(String... main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + Limits.STANDARD.heapMegabytes() + "m");
        command.addAll(
                List.of(
                        "-XX:+ExitOnOutOfMemoryError",
                        // Else the message about it would go into the answers.
                        "-XX:+DisplayVMOutputToStderr",
                        // Short work: a quick start is worth more than the fastest code.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData", // which would be a file outside the library
                        "-Xshare:auto",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path")));
        command.addAll(List.of(main));
        return command;
    }

    @Override
    public Extraction extract(Path file) {
        String type = Format.extension(String.valueOf(file.getFileName()));
        try {
            // Asked before opening: to open a pipe or a device may block for ever.
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return new Extraction.Unreadable(type, Problem.UNREADABLE, "not a regular file");
            }
            if (!Files.isReadable(file)) {
                return new Extraction.Unreadable(type, Problem.UNREADABLE, "no right to read it");
            }
            if (attributes.size() == 0) {
                return new Extraction.Unreadable(type, Problem.EMPTY, "0 bytes");
            }
            if (attributes.size() > Limits.STANDARD.bytes()) {
                return new Extraction.Unreadable(type, Problem.TOO_LARGE, "more than 1 GiB");
            }
        } catch (IOException gone) {
            return new Extraction.Unreadable(type, Problem.UNREADABLE, "not there");
        }
        return switch (ask(new TextOf(fileOf(file)))) {
            case Child.Read<Extraction>(var extraction) -> extraction;
            case Child.Late<Extraction> _ ->
                    new Extraction.Unreadable(
                            type, Problem.TIMED_OUT, "more than " + time.toSeconds() + " s");
            case Child.Ended<Extraction>(var code) ->
                    code == Child.OUT_OF_MEMORY
                            ? new Extraction.Unreadable(
                                    type,
                                    Problem.TOO_LARGE,
                                    "more than "
                                            + Limits.STANDARD.heapMegabytes()
                                            + " MB of memory")
                            : new Extraction.Unreadable(
                                    type, Problem.UNREADABLE, "the reader ended with code " + code);
        };
    }

    private <A> Child.Answer<A> ask(Child.Question<A> question) {
        free.acquireUninterruptibly();
        try {
            Child child = idle.remove();
            try {
                boolean worn = child.hasServed();
                Child.Answer<A> answer = child.ask(question, time);
                // It may have died of what it read before.
                return answer instanceof Child.Ended<A> && worn
                        ? child.ask(question, time)
                        : answer;
            } finally {
                idle.add(child);
            }
        } finally {
            free.release();
        }
    }

    private Frames.Locked fileOf(Path file) {
        return new Frames.Locked(file.toAbsolutePath(), passwords.get());
    }

    private record TextOf(Frames.Locked file) implements Child.Question<Extraction> {

        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(Frames.EXTRACT);
            Frames.write(out, file);
        }

        @Override
        public Extraction read(DataInputStream in) throws IOException {
            return Frames.read(in, Limits.STANDARD);
        }
    }

    private record DrawingOf(Frames.Locked file, int page, int width)
            implements Child.Question<Optional<Drawing>> {

        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(Frames.DRAW);
            Frames.write(out, file);
            out.writeInt(page);
            out.writeInt(width);
        }

        @Override
        public Optional<Drawing> read(DataInputStream in) throws IOException {
            return Frames.readDrawing(in);
        }
    }

    private record PlaceOf(Frames.Locked file, int page, String quote, Set<String> words)
            implements Child.Question<List<Mark>> {

        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(Frames.FIND);
            Frames.write(out, file);
            out.writeInt(page);
            Frames.writeString(out, quote);
            Frames.writeString(out, String.join("\n", words));
        }

        @Override
        public List<Mark> read(DataInputStream in) throws IOException {
            return Frames.readMarks(in);
        }
    }

    @Override
    public Optional<Drawing> draw(Path file, int page, int width) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return ask(new DrawingOf(fileOf(file), page, width))
                        instanceof Child.Read<Optional<Drawing>>(var drawing)
                ? drawing
                : Optional.empty();
    }

    @Override
    public List<Mark> find(Path file, int page, String quote, Set<String> words) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        return ask(new PlaceOf(fileOf(file), page, quote, words))
                        instanceof Child.Read<List<Mark>>(var marks)
                ? marks
                : List.of();
    }

    /// Ends the children. A file that is being read then is given up: its [#extract(Path)] throws
    /// [IllegalStateException], so that nobody takes the file for unreadable.
    @Override
    public void close() {
        children.forEach(Child::close);
    }
}
