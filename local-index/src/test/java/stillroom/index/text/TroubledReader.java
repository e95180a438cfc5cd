package stillroom.index.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/// A reader process that meets the trouble which the name of the file asks for.
final class TroubledReader {

    private TroubledReader() {}

    public static void main(String[] arguments) {
        OutputStream answers = new FileOutputStream(FileDescriptor.out);
        PrintStream babble = System.out;
        System.setOut(System.err);
        DocumentReader reader = new DocumentReader(Limits.STANDARD);
        ReaderMain.run(
                System.in,
                answers,
                (file, passwords) -> {
                    trouble(file, babble);
                    return reader.read(file, passwords);
                });
    }

    private static void trouble(Path file, PrintStream babble) {
        switch (String.valueOf(file.getFileName())) {
            case "hang.txt" -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }
            case "memory.txt" -> {
                Object hoard = file;
                while (true) {
                    hoard = new Object[] {hoard, new byte[10_000_000]};
                }
            }
            case "crash.txt" -> Runtime.getRuntime().halt(42);
            case "babble.txt" -> babble.println("no answer");
            case "error.txt" -> throw new AssertionError("unexpected");
            default -> {}
        }
    }
}
