package stillroom.ai.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// A model ready to run: a folder with a manifest, weights and a tokenizer. Immutable; safe for any
/// thread.
public final class ModelPack {

    static final String WEIGHTS = "weights.safetensors";
    static final String TOKENIZER = "tokenizer.json";

    /// The same weights in half precision, for all but int8; may be missing.
    static final String HALF = "half.safetensors";

    static final String REFERENCE = "reference.safetensors";

    private static final int BLOCK = 1 << 16;

    private final Path folder;
    private final Manifest manifest;
    private final byte[] written;
    private final byte[] signature;
    private final String fingerprint;
    private final boolean signed;

    /// @param written the bytes of the manifest
    /// @param signature of them, whoever made it
    private ModelPack(Path folder, byte[] written, byte[] signature) throws IOException {
        this.folder = folder;
        this.manifest = Manifest.of(folder, written);
        this.written = written;
        this.signature = signature;
        this.fingerprint = HexFormat.of().formatHex(sha256().digest(written));
        this.signed = PackSignature.isTrusted(signature, written);
    }

    /// Opens a pack by its manifest; the other files are looked at when they are needed.
    ///
    /// @throws IOException if the manifest cannot be used
    public static ModelPack open(Path folder) throws IOException {
        return open(folder, Manifest.bytes(folder), PackSignature.bytes(folder));
    }

    private static ModelPack open(Path folder, byte[] written, byte[] signature)
            throws IOException {
        var pack = new ModelPack(folder, written, signature);
        for (String needed : List.of(WEIGHTS, TOKENIZER)) {
            if (!pack.manifest.files().containsKey(needed)) {
                throw new IOException(folder + ": the manifest does not list " + needed);
            }
        }
        return pack;
    }

    /// What [#open] gives now: this very pack, unless its manifest or signature was changed.
    ///
    /// @throws IOException if the manifest cannot be used
    ModelPack again() throws IOException {
        byte[] now = Manifest.bytes(folder);
        byte[] signedNow = PackSignature.bytes(folder);
        return Arrays.equals(now, written) && Arrays.equals(signedNow, signature)
                ? this
                : open(folder, now, signedNow);
    }

    public Manifest manifest() {
        return manifest;
    }

    /// Where the pack lies.
    public Path folder() {
        return folder;
    }

    /// The SHA-256 of the manifest, which names the SHA-256 of every other file.
    String fingerprint() {
        return fingerprint;
    }

    /// Whether the manifest is signed with the key of this program.
    public boolean signed() {
        return signed;
    }

    /// Bytes of all files that the manifest lists.
    public long size() {
        return manifest.files().values().stream().mapToLong(Manifest.FileFacts::size).sum();
    }

    /// Reads every file and compares it with the manifest; takes about a second per gigabyte.
    ///
    /// @throws IOException if a file is missing or changed; the message names it
    public void verify() throws IOException {
        refuse(flaw());
    }

    /// What [#verify] would say.
    ///
    /// @throws IOException if a file cannot be read
    Optional<Flaw> flaw() throws IOException {
        for (String name : new TreeMap<>(manifest.files()).keySet()) {
            Optional<Flaw> found = flaw(name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// Makes sure of the tokenizer alone.
    ///
    /// @throws IOException if it is missing or was changed
    public void verifyTokenizer() throws IOException {
        refuse(flaw(TOKENIZER));
    }

    private static void refuse(Optional<Flaw> found) throws IOException {
        if (found.isPresent()) {
            throw new IOException(found.get().sentence());
        }
    }

    private Optional<Flaw> flaw(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new Flaw(Flaw.Kind.FILE_MISSING, name));
        }
        return facts(file).equals(manifest.files().get(name))
                ? Optional.empty()
                : Optional.of(new Flaw(Flaw.Kind.FILE_CHANGED, name));
    }

    /// Opens the weights from which a precision is best run; the caller closes them.
    ///
    /// @throws IOException if they cannot be read
    public TensorFile weights(Precision precision) throws IOException {
        return TensorFile.open(folder.resolve(weightsFile(precision)));
    }

    /// Bytes of those weights as the manifest has it; nothing is read.
    public long weightsSize(Precision precision) {
        return Objects.requireNonNull(manifest.files().get(weightsFile(precision))).size();
    }

    private String weightsFile(Precision precision) {
        boolean half = precision != Precision.INT8 && manifest.files().containsKey(HALF);
        return half ? HALF : WEIGHTS;
    }

    /// What the published weights give for fixed texts, if the pack tells.
    ///
    /// @throws IOException if it cannot be read
    public Optional<Reference> reference() throws IOException {
        return manifest.files().containsKey(REFERENCE)
                ? Optional.of(Reference.read(folder.resolve(REFERENCE)))
                : Optional.empty();
    }

    /// Where the tokenizer lies, in the format of Hugging Face's `tokenizer.json`.
    public Path tokenizer() {
        return folder.resolve(TOKENIZER);
    }

    static Manifest.FileFacts facts(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            Optional<OpenSsl> openSsl = OpenSsl.here();
            byte[] digest = openSsl.isPresent() ? openSsl.get().sha256(channel) : sha256(channel);
            return new Manifest.FileFacts(channel.position(), HexFormat.of().formatHex(digest));
        }
    }

    /// Returns what [OpenSsl#sha256] does.
    static byte[] sha256(ReadableByteChannel from) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (from.read(block.clear()) >= 0) {
            digest.update(block.flip());
        }
        return digest.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
