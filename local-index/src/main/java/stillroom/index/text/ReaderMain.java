package stillroom.index.text;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/// The reader process: a question about a file comes in, the answer goes out, until the program
/// that asks is gone. It may hang, run out of memory or crash; [ReaderProcess] replaces it then.
public final class ReaderMain {

    private ReaderMain() {}

    public static void main(String[] arguments) {
        run(System.in, new FileOutputStream(FileDescriptor.out));
    }

    /// Serves until `requests` ends, then ends this process.
    ///
    /// @param answers usually standard output, opened anew: what libraries print goes to standard
    ///   error from now on
    public static void run(InputStream requests, OutputStream answers) {
        System.setOut(System.err);
        DocumentReader reader = new DocumentReader(Limits.STANDARD);
        run(requests, answers, reader::read);
    }

    /// Reads files as it would if it were asked to, and tells nobody what they say: a run of which
    /// Java can keep the classes.
    public static void rehearse(List<Path> files) {
        DocumentReader reader = new DocumentReader(Limits.STANDARD);
        try (var nowhere = new DataOutputStream(OutputStream.nullOutputStream())) {
            for (Path file : files) {
                Frames.write(nowhere, reader.read(file, List.of()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing nowhere", e);
        }
    }

    static void run(
            InputStream requests,
            OutputStream answers,
            BiFunction<Path, List<String>, Extraction> reader) {
        DataInputStream in = new DataInputStream(new BufferedInputStream(requests));
        PdfPages pages = new PdfPages(Limits.STANDARD);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(answers, 1 << 16));
        // Files are read by a thread of their own, so that this one sees when the program is gone
        // even while a file hangs, and because only a new thread has a deep stack.
        long stack = (long) Limits.STANDARD.stackMegabytes() << 20;
        var questions = new LinkedBlockingQueue<Runnable>();
        Executor reading =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        questions,
                        task -> new Thread(null, task, "reading", stack));
        try {
            Frames.writeReady(out);
            while (true) {
                int kind = in.readUnsignedByte();
                Frames.Locked locked = Frames.readLocked(in);
                Path file = locked.file();
                List<String> passwords = locked.passwords();
                Answer answer =
                        switch (kind) {
                            case Frames.EXTRACT ->
                                    () -> Frames.write(out, reader.apply(file, passwords));
                            case Frames.DRAW -> {
                                int page = in.readInt();
                                int width = in.readInt();
                                yield () -> Frames.write(out, pages.draw(locked, page, width));
                            }
                            case Frames.FIND -> {
                                int page = in.readInt();
                                String quote = Frames.readString(in, Limits.STANDARD);
                                List<String> words =
                                        Frames.readString(in, Limits.STANDARD).lines().toList();
                                yield () ->
                                        Frames.write(out, pages.find(locked, page, quote, words));
                            }
                            case Frames.RECOGNIZE -> {
                                int page = in.readInt();
                                Path program = Path.of(Frames.readString(in, Limits.STANDARD));
                                String languages = Frames.readString(in, Limits.STANDARD);
                                yield () ->
                                        Frames.write(
                                                out,
                                                Picture.isOne(file)
                                                        ? Picture.recognize(
                                                                file,
                                                                page,
                                                                program,
                                                                languages,
                                                                Limits.STANDARD)
                                                        : pages.recognize(
                                                                locked, page, program, languages));
                            }
                            default -> throw new StreamCorruptedException("question " + kind);
                        };
                reading.execute(() -> {
                    answer(answer);
                    // Of questions asked together, the answers go together.
                    if (questions.isEmpty()) {
                        answer(out::flush);
                    }
                });
            }
        } catch (EOFException gone) {
            end(0);
        } catch (IOException broken) {
            end(1);
        }
    }

    /// Ends this process and what reads a picture for it, which nobody else would end.
    private static void end(int code) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(code);
    }

    private interface Answer {
        void write() throws IOException;
    }

    private static void answer(Answer answer) {
        try {
            answer.write();
        } catch (Throwable unexpected) {
            // No answer would be waited for in vain; an end is noticed.
            end(1);
        }
    }
}
