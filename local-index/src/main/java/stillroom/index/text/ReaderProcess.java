package stillroom.index.text;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads and draws files in child processes, so that no file can hang this program, fill its memory
/// or crash it. A child is started when it is first needed and serves one file after the other; one
/// that runs out of time or memory, or crashes, is replaced.
public final class ReaderProcess implements TextExtractor, PageDrawer {

    private static final Limits MOST = Limits.STANDARD;

    /// How long a child takes to start, by and large.
    private static final Duration START = Duration.ofMillis(500);

    /// A short text is read in much less.
    private static final Duration MOMENT = Duration.ofMillis(25);

    /// So many short texts are read in the time that a question and its answer take to be passed
    /// on.
    private static final int TOGETHER = 8;

    /// After so many pictures in a row that took too long, the others are not tried.
    private static final int MOST_LATE = 3;

    private final Duration time;
    private final Supplier<List<String>> passwords;
    private final Supplier<Optional<Ocr>> ocr;
    private final List<Child> children = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition putBack = lock.newCondition();

    /// Those that can be asked at once come first. Guarded by the lock.
    private final Deque<Child> idle = new ArrayDeque<>();

    /// For how many nanoseconds questions have waited while a child was answering others, those
    /// left out that waited for [#MOMENT] at most. Guarded by the lock.
    private long waited;

    /// @param command how a child is started, the `java` executable first: see
    ///   [#command(String...)]
    /// @param children how many files are read at once; each child takes up to half a gigabyte
    /// @param temporary folder for the temporary files of the children, which is emptied of them
    /// @param executor runs what waits for a child, so needs as many threads as there are children
    /// @param passwords to try on what is encrypted, asked before each file
    /// @param ocr how pictures of pages are read, if they are; asked for each file that has some
    public ReaderProcess(
            List<String> command,
            int children,
            Path temporary,
            Executor executor,
            Supplier<List<String>> passwords,
            Supplier<Optional<Ocr>> ocr) {
        this(command, children, temporary, executor, passwords, ocr, Limits.STANDARD.time());
    }

    ReaderProcess(
            List<String> command,
            int children,
            Path temporary,
            Executor executor,
            Supplier<List<String>> passwords,
            Supplier<Optional<Ocr>> ocr,
            Duration time) {
        this.time = time;
        this.passwords = passwords;
        this.ocr = ocr;
        for (int index = 0; index < children; index++) {
            this.children.add(new Child(command, temporary.resolve("reader-" + index), executor));
        }
        idle.addAll(this.children);
    }

    /// What the environment tells every Java process, such as to write a log to where a child
    /// answers, or to load an agent: it is meant for the program.
    private static final Set<String> FOR_JAVA =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /// Returns what starts a Java process that answers on its standard output.
    public static ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(FOR_JAVA);
        return builder;
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
                        // Else messages would go into the answers.
                        "-XX:+DisplayVMOutputToStderr",
                        "-Xlog:disable",
                        // Short work: a quick start is worth more than the fastest code.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData", // which would be a file outside the library
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path")));
        command.addAll(List.of(main));
        return command;
    }

    @Override
    public Extraction extract(Path file) {
        Extraction refused = refused(file);
        if (refused != null) {
            return refused;
        }
        String type = Format.extension(String.valueOf(file.getFileName()));
        return switch (ask(new TextOf(fileOf(file)), time)) {
            case Child.Read<Extraction>(var extraction) -> withPictures(file, extraction);
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

    @Override
    public int together() {
        return TOGETHER;
    }

    /// Asks one child for all of them at once. Where that goes wrong, each is asked for alone.
    @Override
    public List<Extraction> extract(List<Path> files) {
        if (files.size() > 1 && files.stream().allMatch(file -> refused(file) == null)) {
            var question = new TextsOf(files.stream().map(this::fileOf).toList());
            if (ask(question, time) instanceof Child.Read<List<Extraction>>(var extractions)) {
                List<Extraction> whole = new ArrayList<>();
                for (Extraction extraction : extractions) {
                    whole.add(withPictures(files.get(whole.size()), extraction));
                }
                return whole;
            }
        }
        return TextExtractor.super.extract(files);
    }

    /// Returns why a file is not even opened; null if it is. Asked before opening: to open a pipe
    /// or a device may block for ever.
    private static Extraction.@Nullable Unreadable refused(Path file) {
        String type = Format.extension(String.valueOf(file.getFileName()));
        try {
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
            return null;
        } catch (IOException gone) {
            return new Extraction.Unreadable(type, Problem.UNREADABLE, "not there");
        }
    }

    private Extraction withPictures(Path file, Extraction extraction) {
        return ocr.get().map(way -> withPictures(file, extraction, way)).orElse(extraction);
    }

    /// Adds what pages say that are pictures and have no text of their own.
    private Extraction withPictures(Path file, Extraction extraction, Ocr way) {
        SortedMap<Integer, Page> pages = new TreeMap<>();
        switch (extraction) {
            case Extraction.Text text ->
                    text.pages().stream()
                            .filter(page -> !page.text().isBlank())
                            .forEach(page -> pages.put(page.number(), page));
            case Extraction.Unreadable(_, var problem, _) -> {
                if (problem != Problem.IMAGE_ONLY) {
                    return extraction;
                }
            }
        }
        if (!extraction.type().equals("pdf") && !Picture.isOne(extraction.type())) {
            return extraction;
        }
        int known = pages.size();
        int count = recognized(file, 0, way).map(Frames.Recognized::pages).orElse(0);
        int late = 0;
        int read = 0;
        for (int number = 1; number <= count && read < MOST.picturePages(); number++) {
            if (pages.containsKey(number)) {
                continue;
            }
            way.listener().page(file, number, count);
            Optional<Frames.Recognized> answer = recognized(file, number, way);
            late = answer.isPresent() ? 0 : late + 1;
            if (late == MOST_LATE) {
                break;
            }
            String text = answer.map(Frames.Recognized::text).orElse(null);
            if (text != null) {
                read++;
                PageBuilder builder = new PageBuilder(MOST);
                text.lines()
                        .forEach(line -> {
                            if (line.isBlank()) {
                                builder.paragraph();
                            } else {
                                builder.text(line + " ");
                            }
                        });
                if (!builder.isBlank()) {
                    pages.put(
                            number, new Page(number, builder.pages().getFirst().text(), List.of()));
                }
            }
        }
        if (pages.size() > known) {
            String title = extraction instanceof Extraction.Text text ? text.title() : null;
            return new Extraction.Text(extraction.type(), title, null, List.copyOf(pages.values()));
        }
        return extraction instanceof Extraction.Unreadable
                ? new Extraction.Unreadable(
                        extraction.type(), Problem.IMAGE_ONLY, "OCR found no text")
                : extraction;
    }

    /// Nothing if it took too long, or the reader died of it.
    private Optional<Frames.Recognized> recognized(Path file, int page, Ocr way) {
        return ask(new PictureOf(fileOf(file), page, way), MOST.pictureTime())
                        instanceof Child.Read<Frames.Recognized>(var recognized)
                ? Optional.of(recognized)
                : Optional.empty();
    }

    private record PictureOf(Frames.Locked file, int page, Ocr way)
            implements Child.Question<Frames.Recognized> {

        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(Frames.RECOGNIZE);
            Frames.write(out, file);
            out.writeInt(page);
            Frames.writeString(out, way.program().toString());
            Frames.writeString(out, way.languages());
        }

        @Override
        public Frames.Recognized read(DataInputStream in) throws IOException {
            return Frames.readRecognized(in, Limits.STANDARD);
        }
    }

    @Override
    public void awaitReady() {
        if (children.stream().anyMatch(Child::isReady)) {
            return;
        }
        Child child = take();
        try {
            child.awaitReady();
        } finally {
            putBack(child);
        }
    }

    private <A> Child.Answer<A> ask(Child.Question<A> question, Duration most) {
        Child child = take();
        try {
            boolean worn = child.hasServed();
            Child.Answer<A> answer = child.ask(question, most);
            // It may have died of what it read before.
            return answer instanceof Child.Ended<A> && worn ? child.ask(question, most) : answer;
        } finally {
            putBack(child);
        }
    }

    /// Takes a child to ask. One more is started when questions have waited for the others as long
    /// as its start takes: a folder of short texts is read sooner by one child alone, because each
    /// needs a second of processor time until its code is compiled.
    private Child take() {
        lock.lock();
        try {
            while (true) {
                Child first = idle.peekFirst();
                if (first != null
                        && (first.isReady()
                                || idle.size() == children.size()
                                || waited >= START.toNanos())) {
                    return idle.removeFirst();
                }
                boolean isAnswering = children.stream().anyMatch(Child::isReady);
                long wait = START.toNanos() - putBack.awaitNanos(START.toNanos());
                if (isAnswering && wait > MOMENT.toNanos()) {
                    waited += wait;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("somebody was interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private void putBack(Child child) {
        boolean isReady = child.isReady();
        lock.lock();
        try {
            if (isReady) {
                idle.addFirst(child);
            } else {
                idle.addLast(child);
            }
            putBack.signal();
        } finally {
            lock.unlock();
        }
    }

    private Frames.Locked fileOf(Path file) {
        return new Frames.Locked(file.toAbsolutePath(), passwords.get());
    }

    /// The texts of several files: as many questions and as many answers, none of which is waited
    /// for before the next is asked.
    private record TextsOf(List<Frames.Locked> files) implements Child.Question<List<Extraction>> {

        @Override
        public void write(DataOutputStream out) throws IOException {
            for (Frames.Locked file : files) {
                new TextOf(file).write(out);
            }
        }

        @Override
        public List<Extraction> read(DataInputStream in) throws IOException {
            List<Extraction> extractions = new ArrayList<>();
            while (extractions.size() < files.size()) {
                extractions.add(Frames.read(in, Limits.STANDARD));
            }
            return extractions;
        }
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
        return ask(new DrawingOf(fileOf(file), page, width), time)
                        instanceof Child.Read<Optional<Drawing>>(var drawing)
                ? drawing
                : Optional.empty();
    }

    @Override
    public List<Mark> find(Path file, int page, String quote, Set<String> words) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        return ask(new PlaceOf(fileOf(file), page, quote, words), time)
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
