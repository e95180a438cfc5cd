package stillroom.ai.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import stillroom.ai.AiException;
import stillroom.ai.AiException.Reason;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Seq2Seq;
import stillroom.ai.pack.TensorFile;
import stillroom.ai.pack.Trial;

/// Runs models of which packs are made. In fp32 all texts go through one layer after another, so
/// that no more than a layer, or the word embeddings, of the published weights is in memory.
final class TorchTrial implements Trial {

    private static final int MOST_TOKENS = 200;

    /// Sees what goes into each layer.
    private interface Look {
        void at(BertEncoder layer, int number, float[] state);
    }

    @Override
    public List<float[]> largest(ModelPack pack) {
        int width = pack.manifest().dimensions();
        List<float[]> largest = new ArrayList<>();
        for (int array = 0; array < ARRAYS_A_LAYER * pack.manifest().layers(); array++) {
            largest.add(new float[width]);
        }
        walk(
                pack,
                probeTexts(),
                (encoder, layer, state) -> {
                    float[] seen = encoder.largest(state);
                    for (int index = 0; index < seen.length; index++) {
                        float[] kept = largest.get(ARRAYS_A_LAYER * layer + index / width);
                        kept[index % width] = Math.max(kept[index % width], seen[index]);
                    }
                });
        return largest;
    }

    private static List<String> probeTexts() {
        try (InputStream in =
                Objects.requireNonNull(TorchTrial.class.getResourceAsStream("probe-texts.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException impossible) {
            throw new IllegalStateException("the texts are part of the build", impossible);
        }
    }

    @Override
    public List<float[]> vectors(ModelPack pack, List<String> texts) {
        Manifest manifest = pack.manifest();
        if (manifest.precision() == Precision.FP32) {
            return walk(
                    pack,
                    texts.stream().map(text -> manifest.passagePrefix() + text).toList(),
                    (_, _, _) -> {});
        }
        try (TorchEmbedder model = TorchEmbedder.load(pack, manifest.precision())) {
            return model.embed(texts);
        }
    }

    @Override
    public List<long[]> guesses(ModelPack pack, List<String> texts, PackBuilder.Watch watch) {
        Manifest manifest = pack.manifest();
        var step = new PackBuilder.Step(PackBuilder.Step.Act.TRY, manifest.precision());
        try (TextTokenizer tokenizer = TextTokenizer.open(pack.tokenizer())) {
            List<long[]> tokens =
                    texts.stream()
                            .map(tokenizer::tokens)
                            .map(text -> Arrays.copyOf(text, Math.min(text.length, MOST_TOKENS)))
                            .toList();
            Precision precision = TorchGenerator.run(manifest.precision());
            Seq2Seq seq2seq = Objects.requireNonNull(manifest.decoder()).seq2seq();
            int layers = manifest.layers() + (seq2seq == null ? 0 : seq2seq.layers());
            LlamaDecoder.Goes goes = layer -> watch.goesOn(step, layer, layers);
            TensorFile weights = pack.weights(manifest.precision());
            long[] all =
                    seq2seq == null
                            ? LlamaDecoder.guesses(weights, manifest, precision, tokens, goes)
                            : Seq2SeqModel.guesses(weights, manifest, precision, tokens, goes);
            if (all.length == 0) {
                throw new CancellationException("stopped while the model was tried");
            }
            List<long[]> guesses = new ArrayList<>();
            int begin = 0;
            for (long[] text : tokens) {
                guesses.add(Arrays.copyOfRange(all, begin, begin + text.length));
                begin += text.length;
            }
            return guesses;
        } catch (IOException damage) {
            throw new AiException(
                    Reason.REFUSED,
                    "",
                    "The new model pack cannot be read: " + damage.getMessage(),
                    damage);
        }
    }

    private static List<float[]> walk(ModelPack pack, List<String> texts, Look look) {
        Manifest manifest = pack.manifest();
        try (TensorFile weights = pack.weights(Precision.FP32);
                TextTokenizer tokenizer = TextTokenizer.open(pack.tokenizer());
                BertEncoder encoder = BertEncoder.withoutLayers(weights, manifest)) {
            List<float[]> states = new ArrayList<>();
            for (String text : texts) {
                states.add(
                        encoder.begin(
                                TextTokenizer.cut(tokenizer.tokens(text), manifest.maxTokens())));
            }
            for (int layer = 0; layer < manifest.layers(); layer++) {
                encoder.giveLayer(weights, manifest, layer);
                for (int text = 0; text < states.size(); text++) {
                    look.at(encoder, layer, states.get(text));
                    states.set(text, encoder.goOn(states.get(text)));
                }
            }
            states.replaceAll(encoder::finish);
            return states;
        } catch (IOException damage) {
            throw new AiException(
                    Reason.REFUSED,
                    "",
                    "The new model pack cannot be read: " + damage.getMessage(),
                    damage);
        }
    }
}
