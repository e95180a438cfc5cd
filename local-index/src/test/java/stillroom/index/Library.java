package stillroom.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stillroom.index.query.Query;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;

/// A library in a temporary folder with what tests do to it.
final class Library implements AutoCloseable {

    /// The model pack of the vectors that tests make up.
    static final String PACK = "letters";

    static final int DIMENSIONS = 26;

    final Path folder;
    final Path files;
    final LocalIndex index;

    Library(Path root) {
        this.folder = root.resolve("library");
        this.files = root.resolve("files");
        this.index = LocalIndex.open(folder);
    }

    /// Copies a library as it lies on the disk now, which is what a crash would leave.
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /// Writes a file below the folder of files.
    Path file(String name, String text) {
        try {
            Path file = files.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Adds a file that waits to be read.
    DocumentId add(Path file) {
        return switch (index.add(List.of(file)).getFirst()) {
            case LocalIndex.Addition.Waiting(_, Document document) -> document.id();
            case LocalIndex.Addition.Known(_, Document document) -> document.id();
            case LocalIndex.Addition.Refused refused -> throw new AssertionError(refused);
        };
    }

    /// Adds a text with the file name as its only title, found by words.
    DocumentId words(String name, String... pages) {
        DocumentId id = add(file(name, String.join("\f", pages)));
        putText(id, null, pages);
        return id;
    }

    void putText(DocumentId id, @Nullable String title, String... texts) {
        var pages = new ArrayList<Page>();
        for (String text : texts) {
            pages.add(new Page(pages.size() + 1, text, List.of()));
        }
        var chunker = new Chunker(text -> text.strip().split("\\s+", -1).length, 40);
        index.putText(id, new Extraction.Text("txt", title, "en", pages), chunker.passages(pages));
    }

    /// Adds a text that is found by words and by meaning.
    DocumentId indexed(String name, String... pages) {
        DocumentId id = words(name, pages);
        index.useGeneration(PACK, DIMENSIONS);
        index.putVectors(
                id,
                PACK,
                index.passages(id).stream().map(passage -> vector(passage.text())).toList());
        return id;
    }

    /// A vector of unit length that points anywhere.
    static float[] unit(Random random, int dimensions) {
        var vector = new float[dimensions];
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(square));
        }
        return vector;
    }

    /// A vector of unit length: how often each letter occurs. Anagrams mean the same.
    static float[] vector(String text) {
        var vector = new float[DIMENSIONS];
        for (char letter : text.toLowerCase(Locale.ROOT).toCharArray()) {
            if (letter >= 'a' && letter <= 'z') {
                vector[letter - 'a']++;
            }
        }
        double square = 0;
        for (float each : vector) {
            square += each * each;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] =
                    square == 0
                            ? (float) (1 / Math.sqrt(DIMENSIONS))
                            : (float) (vector[i] / Math.sqrt(square));
        }
        return vector;
    }

    /// A query to a model that knows each of its words.
    static QueryMeaning asked(String text) {
        return asked(
                vector(text), 1, sentences -> sentences.stream().map(Library::vector).toList());
    }

    /// A query to a model that cuts each word into so many tokens.
    static QueryMeaning asked(
            float[] vector, int tokensOfWord, Function<List<String>, List<float[]>> vectors) {
        return new QueryMeaning() {
            @Override
            public float[] vector() {
                return vector;
            }

            @Override
            public int tokens(String text) {
                return tokensOfWord * text.split(" ").length;
            }

            @Override
            public List<float[]> vectors(List<String> sentences) {
                return vectors.apply(sentences);
            }
        };
    }

    static Query query(String text, Query.Mode mode) {
        return new Query(
                text, mode, 10, Query.Filter.NONE, Query.Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT);
    }

    /// The documents found, best first.
    List<DocumentId> find(String text, Query.Mode mode) {
        return index.search(query(text, mode), asked(text)).hits().stream()
                .map(hit -> hit.document().id())
                .toList();
    }

    @Override
    public void close() {
        index.close();
    }

    /// What starts another process with these classes.
    static ProcessBuilder process(Class<?> main, Path... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Stream.of(arguments).map(Path::toString).forEach(command::add);
        return new ProcessBuilder(command);
    }
}
