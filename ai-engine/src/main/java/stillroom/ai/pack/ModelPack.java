package stillroom.ai.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A model ready to run: a folder with a manifest, weights and a tokenizer. Immutable; safe for any
/// thread.
public final class ModelPack {

    static final String WEIGHTS = "weights.safetensors";
    static final String TOKENIZER = "tokenizer.json";

    private final Path folder;
    private final Manifest manifest;

    private ModelPack(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /// Opens a pack by its manifest; the other files are looked at when they are needed.
    ///
    /// @throws IOException if the manifest cannot be used
    public static ModelPack open(Path folder) throws IOException {
        Manifest manifest = Manifest.read(folder);
        for (String needed : List.of(WEIGHTS, TOKENIZER)) {
            if (!manifest.files().containsKey(needed)) {
                throw new IOException(folder + ": the manifest does not list " + needed);
            }
        }
        return new ModelPack(folder, manifest);
    }

    /// Opens every pack in a folder, ordered by name.
    ///
    /// @throws IOException if the folder cannot be read, or one of the packs cannot be opened
    public static List<ModelPack> all(Path packs) throws IOException {
        Map<String, ModelPack> found = new TreeMap<>();
        try (Stream<Path> folders = Files.list(packs)) {
            for (Path folder : folders.toList()) {
                if (Files.exists(folder.resolve(Manifest.FILE))) {
                    ModelPack pack = open(folder);
                    found.put(pack.manifest().name(), pack);
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    public Manifest manifest() {
        return manifest;
    }

    /// Reads every file and compares it with the manifest; takes about a second per gigabyte.
    ///
    /// @throws IOException if a file is missing or changed; the message names it
    public void verify() throws IOException {
        for (String name : new TreeMap<>(manifest.files()).keySet()) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new IOException(name + " is missing; install the pack again");
            }
            if (!facts(file).equals(manifest.files().get(name))) {
                throw new IOException(name + " was changed; install the pack again");
            }
        }
    }

    /// Opens the weights; the caller closes them.
    ///
    /// @throws IOException if they cannot be read
    public TensorFile weights() throws IOException {
        return TensorFile.open(folder.resolve(WEIGHTS));
    }

    /// Where the tokenizer lies, in the format of Hugging Face's `tokenizer.json`.
    public Path tokenizer() {
        return folder.resolve(TOKENIZER);
    }

    static Manifest.FileFacts facts(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
                size += read;
            }
        }
        return new Manifest.FileFacts(size, HexFormat.of().formatHex(digest.digest()));
    }
}
