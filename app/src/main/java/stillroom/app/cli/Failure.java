package stillroom.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;

/// A command cannot do what was asked.
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String sentence;
    private final int exitCode;

    /// @param sentence one sentence that a person can act on
    Failure(String sentence) {
        this(sentence, Stillroom.FAILED);
    }

    private Failure(String sentence, int exitCode) {
        super(sentence);
        this.sentence = sentence;
        this.exitCode = exitCode;
    }

    /// What was asked makes no sense.
    static Failure wrongUse(String sentence) {
        return new Failure(sentence, Stillroom.WRONG_USAGE);
    }

    /// Something that reads or writes files.
    interface FileWork {
        int run() throws IOException;
    }

    /// Turns what goes wrong with files into a sentence.
    static int ofFiles(FileWork work) {
        try {
            return work.run();
        } catch (FileSystemException refused) {
            throw new Failure(
                    "Cannot read or write %s; check its rights and the space on its disk."
                            .formatted(refused.getFile()));
        } catch (UncheckedIOException failure) {
            throw new Failure(String.valueOf(failure.getMessage()));
        } catch (IOException failure) {
            throw new Failure(String.valueOf(failure.getMessage()));
        }
    }

    String sentence() {
        return sentence;
    }

    int exitCode() {
        return exitCode;
    }
}
