package stillroom.ai.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signs the manifests of packs with Ed25519, and tells whether the key of this very program made a
/// signature. The public key lies beside this class; the build puts it there (ADR 5).
public final class PackSignature {

    /// Name of the file: the 64 bytes of the signature over the bytes of the manifest.
    public static final String FILE = "manifest.json.sig";

    /// Name of the resource with the public key: the base64 of its X.509 form.
    public static final String KEY = "pack-key";

    private static final String ALGORITHM = "Ed25519";
    private static final int LENGTH = 64;
    private static final int DIGITS_OF_A_NAME = 16;

    private PackSignature() {}

    /// Reads the signature of a pack, whoever made it; nothing if there is none.
    ///
    /// @throws IOException if it is there and cannot be read
    static byte[] bytes(Path pack) throws IOException {
        Path file = pack.resolve(FILE);
        return Files.exists(file) && Files.size(file) == LENGTH
                ? Files.readAllBytes(file)
                : new byte[0];
    }

    /// Says whether a signature is one of this manifest by the key of the program.
    static boolean isTrusted(byte[] signature, byte[] manifest) {
        PublicKey key = programKey();
        return key != null && isSigned(signature, manifest, key);
    }

    /// Says whether a signature is one of this manifest by `key`.
    static boolean isSigned(byte[] signed, byte[] manifest, PublicKey key) {
        if (signed.length != LENGTH) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(manifest);
            return signature.verify(signed);
        } catch (GeneralSecurityException damaged) {
            return false;
        }
    }

    /// The beginning of the SHA-256 of the key of this program, in groups of four digits, by which
    /// people tell keys apart; empty if it was built without one.
    public static Optional<String> programKeyName() {
        PublicKey key = programKey();
        return key == null
                ? Optional.empty()
                : Optional.of(
                        HexFormat.of()
                                .formatHex(
                                        ModelPack.sha256().digest(key.getEncoded()),
                                        0,
                                        DIGITS_OF_A_NAME / 2)
                                .replaceAll("(....)(?!$)", "$1 "));
    }

    /// Signs the manifest of a pack.
    public static void sign(Path pack, PrivateKey key) throws IOException {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(Files.readAllBytes(pack.resolve(Manifest.FILE)));
            Files.write(pack.resolve(FILE), signature.sign());
        } catch (GeneralSecurityException wrongKey) {
            throw new IOException("the packs cannot be signed with this key", wrongKey);
        }
    }

    /// A key for one build; nothing keeps its private half.
    public static KeyPair oneTimeKey() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has Ed25519", impossible);
        }
    }

    /// Reads a key as `openssl genpkey -algorithm ed25519` writes it, and its public half, as
    /// `openssl pkey -pubout` does, from the file beside it that ends in `.pub`.
    ///
    /// @throws IOException if one of them cannot be read
    public static KeyPair read(Path pem) throws IOException {
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            return new KeyPair(
                    keys.generatePublic(new X509EncodedKeySpec(der(Path.of(pem + ".pub")))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(der(pem))));
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IOException(pem + " is no Ed25519 key in PEM", wrong);
        }
    }

    private static byte[] der(Path pem) throws IOException {
        return Base64.getMimeDecoder()
                .decode(Files.readString(pem).replaceAll("-----[^-]*-----", ""));
    }

    /// Makes `key` the one that the program trusts, in the folder of its classes.
    public static void publish(PublicKey key, Path classes) throws IOException {
        Path file = classes.resolve("pack").resolve(KEY);
        Files.createDirectories(file.getParent());
        Files.writeString(file, Base64.getEncoder().encodeToString(key.getEncoded()) + "\n");
    }

    /// The key of this program; null if it was built without one.
    static @Nullable PublicKey programKey() {
        try (InputStream in = PackSignature.class.getResourceAsStream(KEY)) {
            if (in == null) {
                return null;
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new IllegalStateException("the key of the build is none", broken);
        }
    }
}
