package stillroom.ai.torch;

import ai.djl.engine.EngineException;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stillroom.ai.AiException;
import stillroom.ai.AiException.Reason;
import stillroom.ai.Generator;
import stillroom.ai.pack.ChatTemplate;
import stillroom.ai.pack.Decoder;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Seq2Seq;
import stillroom.ai.pack.Tensor;
import stillroom.ai.pack.TensorFile;

/// A model that writes, at work. It alone has all cores work on one text: the next token cannot be
/// begun before the last one is there.
final class TorchGenerator implements Generator, AutoCloseable {

    /// More than a laptop can read in a time that anybody waits.
    private static final int MOST_TOKENS = 8_192;

    /// More than anybody reads as a summary; each token has its room in memory from the beginning.
    private static final int MOST_WRITTEN = 512;

    /// Bytes that reading a piece of a text takes beside the model, as it was measured.
    private static final long PIECE = 192L << 20;

    /// So many beginnings of a text are gone on with as quickly as one, nearly.
    private static final int MOST_BEAMS = 8;

    private static final Set<String> FAMILIES = Set.of(LlamaDecoder.FAMILY, Seq2SeqModel.FAMILY);

    /// A text that says the same so often in a row has come to nothing.
    private static final int REPEATS = 4;

    private static final int LEAST_REPEATED = 16;
    private static final int LONGEST_REPEATED = 64;

    private final ModelPack pack;
    private final Manifest manifest;
    private final Decoder decoder;
    private final Precision precision;
    private final int capacity;
    private final LongSupplier nanoTime;
    private final @Nullable ChatTemplate template;
    private final ReentrantLock life = new ReentrantLock();
    private @Nullable Loaded loaded;
    private boolean closed;
    private volatile long lastUsed;

    /// @param special what must not stand in a text as it is, with what takes its place
    private record Loaded(TextTokenizer tokenizer, Writer writer, Map<String, String> special) {}

    private TorchGenerator(ModelPack pack, LongSupplier nanoTime) {
        this.pack = pack;
        this.manifest = pack.manifest();
        this.decoder = Objects.requireNonNull(manifest.decoder());
        this.precision = run(manifest.precision());
        this.capacity = Math.min(MOST_TOKENS, manifest.maxTokens());
        this.nanoTime = nanoTime;
        this.template =
                decoder.chatTemplate().isEmpty() ? null : ChatTemplate.of(decoder.chatTemplate());
    }

    /// What a precision is run as here: without a GPU, fp16 as fp32.
    static Precision run(Precision stored) {
        return stored == Precision.FP16 && !AiEngine.hasGpu() ? Precision.FP32 : stored;
    }

    /// Verifies and loads a pack.
    ///
    /// @throws AiException if the pack was changed, does not fit into memory, or PyTorch fails
    static TorchGenerator load(ModelPack pack, LongSupplier nanoTime) {
        if (!FAMILIES.contains(pack.manifest().family())) {
            throw new AiException(
                    Reason.UNSUITED,
                    pack.manifest().name(),
                    "The model pack '%s' is of the family '%s', which this Stillroom cannot run."
                            .formatted(pack.manifest().name(), pack.manifest().family()));
        }
        var generator = new TorchGenerator(pack, nanoTime);
        try {
            generator.lastUsed = nanoTime.getAsLong();
            generator.alive(_ -> true);
            return generator;
        } catch (RuntimeException failure) {
            generator.close();
            throw failure;
        }
    }

    private Loaded wake() throws IOException {
        Loaded known = loaded;
        if (known != null) {
            return known;
        }
        require(pack, precision, capacity, NativeMemory.free());
        AiEngine.start();
        TextTokenizer tokenizer = TextTokenizer.open(pack.tokenizer());
        Map<String, Long> added = added(pack.tokenizer());
        Set<Long> ends = new HashSet<>(decoder.endTokens());
        if (added.containsKey(decoder.endText())) {
            ends.add(added.get(decoder.endText()));
        }
        var woken = new Loaded(tokenizer, writer(ends), defused(added));
        loaded = woken;
        NativeMemory.giveBack(); // what packing the weights took for a moment
        return woken;
    }

    private Writer writer(Set<Long> ends) throws IOException {
        Seq2Seq seq2seq = decoder.seq2seq();
        if (seq2seq == null) {
            return new DecoderWriter(
                    LlamaDecoder.load(pack.weights(precision), manifest, precision, capacity),
                    ends);
        }
        int beams = Math.min(MOST_BEAMS, seq2seq.search().beams());
        TensorFile weights = pack.weights(precision);
        Seq2SeqModel model =
                Seq2SeqModel.load(weights, manifest, precision, mostWritten(seq2seq) + 1, beams);
        long words = weights.tensor("words.weight").shape().getFirst();
        return new Seq2SeqWriter(model, words, ends, seq2seq, beams);
    }

    /// Most tokens of a text that is written, as far as it was published, and without the token
    /// that ends it.
    private static int mostWritten(Seq2Seq seq2seq) {
        int published = seq2seq.search().mostTokens() - (seq2seq.search().lastToken() < 0 ? 1 : 2);
        return Math.max(1, seq2seq.instructed() ? MOST_WRITTEN : Math.min(MOST_WRITTEN, published));
    }

    /// Makes sure that a pack is whole and that its model fits, before any of it is loaded. To read
    /// gigabytes takes seconds, in vain where there is far too little memory: that is said first,
    /// but only if the manifest says so too, which nobody changed. So what a changed file says of
    /// itself refuses nothing that would fit.
    ///
    /// @param free bytes
    /// @throws AiException if it does not fit
    /// @throws IOException if a file is missing or was changed
    static void require(ModelPack pack, Precision precision, int capacity, long free)
            throws IOException {
        long weights = pack.weightsSize(precision);
        if (free < needed(pack.manifest(), weights, 0, capacity)) {
            requireMemory(pack, precision, capacity, free);
        }
        pack.verify();
        requireMemory(pack, precision, capacity, free);
    }

    /// Makes sure that a model fits, as far as its weights tell.
    ///
    /// @param free bytes
    /// @throws AiException if it does not
    /// @throws IOException if the weights cannot be read
    static void requireMemory(ModelPack pack, Precision precision, int capacity, long free)
            throws IOException {
        Manifest manifest = pack.manifest();
        long weights = 0;
        long largest = 0;
        try (TensorFile file = pack.weights(precision)) {
            for (Tensor tensor : file.tensors().values()) {
                weights += loaded(tensor, precision);
                largest = Math.max(largest, tensor.data().byteSize());
            }
        }
        long needed = needed(manifest, weights, largest, capacity);
        if (free < needed) {
            throw new AiException(
                    Reason.TOO_LITTLE_MEMORY,
                    manifest.name(),
                    ("The model '%s' needs about %.1f GB of memory, and %.1f GB are free; close other"
                                    + " programs, or import it again with int4.")
                            .formatted(manifest.name(), needed / 1e9, free / 1e9));
        }
    }

    /// Bytes that a model takes: its weights as they lie in memory, what it works with, and what it
    /// remembers of the longest text.
    ///
    /// @param largest bytes of the largest tensor
    private static long needed(Manifest manifest, long weights, long largest, int capacity) {
        Decoder decoder = manifest.decoder();
        long remembered =
                decoder == null
                        ? 0
                        : 2L
                                * manifest.layers()
                                * decoder.keyHeads()
                                * decoder.headSize()
                                * capacity
                                * Float.BYTES;
        // To pack a matrix takes twice as much again for a moment: that of all words may be most of
        // a model.
        long work = Math.max(weights / 4, 2 * largest);
        return weights + work + PIECE + remembered;
    }

    /// Bytes of a tensor in memory: those that are not rounded become what the model is run in,
    /// which may be twice as long as they were published.
    private static long loaded(Tensor tensor, Precision precision) {
        return switch (tensor.type()) {
            case F32, F16, BF16 ->
                    switch (precision) {
                        case FP32 -> tensor.elements() * Float.BYTES;
                        case BF16, FP16 -> tensor.elements() * Short.BYTES;
                        case INT8, INT4 -> tensor.data().byteSize();
                    };
            default -> tensor.data().byteSize();
        };
    }

    /// The tokens that a tokenizer has beside its words, by their text.
    private static Map<String, Long> added(Path tokenizer) throws IOException {
        Map<String, Long> added = new TreeMap<>();
        try (JsonReader json = new JsonReader(Files.newBufferedReader(tokenizer))) {
            json.beginObject();
            while (json.hasNext()) {
                if (!json.nextName().equals("added_tokens")) {
                    json.skipValue();
                    continue;
                }
                json.beginArray();
                while (json.hasNext()) {
                    long id = -1;
                    String content = "";
                    json.beginObject();
                    while (json.hasNext()) {
                        switch (json.nextName()) {
                            case "id" -> id = json.nextLong();
                            case "content" -> content = json.nextString();
                            default -> json.skipValue();
                        }
                    }
                    json.endObject();
                    added.put(content, id);
                }
                json.endArray();
            }
        }
        return added;
    }

    /// A text that holds the text of a special token would be read as that token: a document could
    /// end the user's turn and begin one of its own.
    private static Map<String, String> defused(Map<String, Long> added) {
        Map<String, String> defused = new TreeMap<>();
        for (String token : added.keySet()) {
            if (token.length() > 2 && !token.isBlank()) {
                defused.put(token, token.charAt(0) + " " + token.substring(1));
            }
        }
        return defused;
    }

    @Override
    public String pack() {
        return manifest.id();
    }

    @Override
    public String precision() {
        return precision.toString();
    }

    @Override
    public int maxTokens() {
        return capacity;
    }

    @Override
    public int room(int toWrite) {
        return decoder.seq2seq() == null ? capacity - toWrite : capacity;
    }

    @Override
    public boolean isInstructed() {
        return decoder.seq2seq() == null || decoder.seq2seq().instructed();
    }

    @Override
    public int countTokens(String text) {
        return alive(model -> model.tokenizer().plain(text).length);
    }

    @Override
    public Written write(List<Turn> turns, int most, Consumer<String> piece, BooleanSupplier stop) {
        return alive(model -> write(model, prompt(model, turns), most, piece, stop));
    }

    private interface Use<T> {
        T of(Loaded model);
    }

    private <T> T alive(Use<T> use) {
        life.lock();
        try {
            if (closed) {
                throw new AiException(
                        Reason.FAILED,
                        manifest.name(),
                        "The model '" + manifest.name() + "' was unloaded.");
            }
            return use.of(wake());
        } catch (IOException damage) {
            throw new AiException(
                    Reason.DAMAGED,
                    manifest.name(),
                    "The model pack '%s' cannot be used: %s"
                            .formatted(manifest.name(), damage.getMessage()),
                    damage);
        } catch (EngineException failure) {
            throw new AiException(
                    Reason.FAILED,
                    manifest.name(),
                    "The model '" + manifest.name() + "' failed.",
                    failure);
        } finally {
            lastUsed = nanoTime.getAsLong();
            life.unlock();
        }
    }

    private long[] prompt(Loaded model, List<Turn> turns) {
        List<ChatTemplate.Message> messages = new ArrayList<>();
        for (Turn turn : turns) {
            messages.add(
                    new ChatTemplate.Message(
                            turn.role().name().toLowerCase(Locale.ROOT),
                            defused(model, turn.text())));
        }
        if (template == null) {
            StringBuilder text = new StringBuilder();
            if (decoder.seq2seq() != null) {
                text.append(decoder.seq2seq().prefix());
            }
            text.append(
                    messages.stream()
                            .map(ChatTemplate.Message::text)
                            .collect(Collectors.joining("\n\n")));
            return model.tokenizer().tokens(text.toString());
        }
        return model.tokenizer().plain(rendered(template, messages));
    }

    private String rendered(ChatTemplate known, List<ChatTemplate.Message> messages) {
        try {
            return known.render(messages, decoder.beginText(), decoder.endText());
        } catch (IllegalArgumentException noSystem) {
            // Some models know no system; what it says then comes first in the first turn.
            if (messages.size() < 2 || !messages.getFirst().role().equals("system")) {
                throw new AiException(
                        Reason.UNSUITED,
                        manifest.name(),
                        "The template of '%s' refuses the conversation: %s"
                                .formatted(manifest.name(), noSystem.getMessage()),
                        noSystem);
            }
            List<ChatTemplate.Message> merged =
                    new ArrayList<>(messages.subList(1, messages.size()));
            merged.set(
                    0,
                    new ChatTemplate.Message(
                            merged.getFirst().role(),
                            messages.getFirst().text() + "\n\n" + merged.getFirst().text()));
            return rendered(known, merged);
        }
    }

    private static String defused(Loaded model, String text) {
        String defused = text;
        for (Map.Entry<String, String> each : model.special().entrySet()) {
            defused = defused.replace(each.getKey(), each.getValue());
        }
        return defused;
    }

    private Written write(
            Loaded model, long[] prompt, int most, Consumer<String> piece, BooleanSupplier stop) {
        long began = System.nanoTime();
        if (prompt.length > room(1)) {
            throw new AiException(
                    Reason.TOO_LONG,
                    manifest.name(),
                    "The text has %d tokens, and the model '%s' takes %d; give it less."
                            .formatted(prompt.length, manifest.name(), capacity));
        }
        Seq2Seq seq2seq = decoder.seq2seq();
        int room =
                Math.min(most, seq2seq == null ? capacity - prompt.length : mostWritten(seq2seq));
        int known = model.writer().read(prompt, room, stop);
        List<Long> written = new ArrayList<>();
        Growing text = new Growing(model.tokenizer(), piece, seq2seq != null);
        double first = 0;
        boolean goesOn = true;
        for (int token = 0; token < room && goesOn && !repeats(written); token++) {
            Writer.requireGoesOn(stop);
            goesOn = model.writer().goOn(written);
            if (token == 0) {
                first = (System.nanoTime() - began) / 1e6;
            }
            text.grow(written);
        }
        model.writer().end(written);
        return new Written(
                text.end(written),
                !goesOn,
                prompt.length,
                known,
                written.size(),
                first,
                (System.nanoTime() - began) / 1e6);
    }

    private static boolean repeats(List<Long> written) {
        int size = written.size();
        for (int period = 1; period <= LONGEST_REPEATED; period++) {
            int repeated = Math.max(LEAST_REPEATED, REPEATS * period);
            if (size >= repeated
                    && written.subList(size - repeated, size - period)
                            .equals(written.subList(size - repeated + period, size))) {
                return true;
            }
        }
        return false;
    }

    /// Text that grows token by token. A sign may be made of several tokens, and is told when it is
    /// whole.
    private static final class Growing {

        private final TextTokenizer tokenizer;
        private final Consumer<String> piece;
        private final boolean hasLineMarks;
        private String told = "";

        /// @param hasLineMarks whether `<n>` stands for a new line, as Pegasus has it
        Growing(TextTokenizer tokenizer, Consumer<String> piece, boolean hasLineMarks) {
            this.tokenizer = tokenizer;
            this.piece = piece;
            this.hasLineMarks = hasLineMarks;
        }

        void grow(List<Long> tokens) {
            String text = text(tokens);
            if (!text.endsWith("\uFFFD")) {
                tell(text);
            }
        }

        String end(List<Long> tokens) {
            String text = text(tokens);
            tell(text);
            return text;
        }

        private void tell(String text) {
            if (text.length() > told.length() && text.startsWith(told)) {
                piece.accept(text.substring(told.length()));
                told = text;
            }
        }

        private String text(List<Long> tokens) {
            String text = tokenizer.text(tokens.stream().mapToLong(Long::longValue).toArray());
            return hasLineMarks ? text.replace("<n>", "\n") : text;
        }
    }

    /// Gives the memory of the model back if nobody used it for a while and nobody does now. The
    /// next call loads it again.
    ///
    /// @return whether it did
    boolean unloadIfIdle(Duration idle) {
        if (nanoTime.getAsLong() - lastUsed < idle.toNanos() || !life.tryLock()) {
            return false;
        }
        try {
            boolean released = release();
            if (released) {
                NativeMemory.giveBack();
            }
            return released;
        } finally {
            life.unlock();
        }
    }

    private boolean release() {
        Loaded current = loaded;
        loaded = null;
        if (current == null) {
            return false;
        }
        current.writer().close();
        current.tokenizer().close();
        return true;
    }

    @Override
    public void close() {
        life.lock();
        try {
            closed = true;
            release();
        } finally {
            life.unlock();
        }
    }
}
