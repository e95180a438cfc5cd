package stillroom.ai.torch;

import java.util.List;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Trial;

/// Runs models of which packs are made.
final class TorchTrial implements Trial {

    @Override
    public List<float[]> largest(ModelPack pack) {
        return BertEncoder.largest(pack);
    }

    @Override
    public List<float[]> vectors(ModelPack pack, List<String> texts) {
        try (TorchEmbedder model = TorchEmbedder.load(pack, pack.manifest().precision())) {
            return model.embed(texts);
        }
    }
}
