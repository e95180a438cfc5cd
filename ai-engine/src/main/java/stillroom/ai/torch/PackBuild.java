package stillroom.ai.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.PackSignature;
import stillroom.ai.pack.ShippedPacks;

/// The step of the build that makes the shipped packs of the published models, and signs them: with
/// the releaser's key, which lies in the file that `-Dstillroom.signing.key` names, else with a key
/// made on the spot whose private half is not kept. The public half goes among the classes, so a
/// program trusts the packs of its own build.
public final class PackBuild {

    private PackBuild() {}

    private static final String SIGNING_KEY = "stillroom.signing.key";

    /// Makes the packs that are missing, damaged or older than what they are made of.
    ///
    /// @param arguments the folder of the published models, the folder of the packs, and the folder
    ///   of the classes that make them
    /// @throws IOException if a pack cannot be made
    public static void main(String[] arguments) throws IOException {
        Path published = Path.of(arguments[0]);
        Path packs = Path.of(arguments[1]);
        Path classes = Path.of(arguments[2]);
        PackBuilder builder = new PackBuilder(AiEngine.trial());
        List<Path> made = new ArrayList<>();
        for (Manifest wanted : ShippedPacks.all()) {
            Path onnx = published.resolve(wanted.name() + ".onnx");
            Path tokenizer = published.resolve(wanted.name() + "-tokenizer.json");
            if (!isCurrent(packs.resolve(wanted.name()), List.of(onnx, tokenizer, classes))) {
                builder.build(wanted, onnx, tokenizer, packs);
            }
            made.add(packs.resolve(wanted.name()));
        }
        sign(made, classes);
    }

    private static void sign(List<Path> packs, Path classes) throws IOException {
        String key = System.getProperty(SIGNING_KEY, "");
        if (key.isEmpty() && areSigned(packs)) {
            return;
        }
        KeyPair pair =
                key.isEmpty() ? PackSignature.oneTimeKey() : PackSignature.read(Path.of(key));
        for (Path pack : packs) {
            PackSignature.sign(pack, pair.getPrivate());
        }
        PackSignature.publish(pair.getPublic(), classes);
        if (!areSigned(packs)) {
            throw new IOException("the private key and the public key do not belong together");
        }
    }

    private static boolean areSigned(List<Path> packs) throws IOException {
        for (Path pack : packs) {
            if (!ModelPack.open(pack).signed()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCurrent(Path pack, List<Path> madeOf) throws IOException {
        Path manifest = pack.resolve(Manifest.FILE);
        if (!Files.exists(manifest)) {
            return false;
        }
        FileTime made = Files.getLastModifiedTime(manifest);
        for (Path source : madeOf) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.endsWith(PackSignature.KEY)
                            && Files.getLastModifiedTime(file).compareTo(made) > 0) {
                        return false;
                    }
                }
            }
        }
        try {
            ModelPack.open(pack).verify();
            return true;
        } catch (IOException damaged) {
            return false;
        }
    }
}
