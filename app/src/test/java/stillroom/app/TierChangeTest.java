package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stillroom.ai.device.Tier;
import stillroom.app.ingest.Aim;
import stillroom.app.lock.LockState;
import stillroom.app.settings.TierSetting;
import stillroom.index.query.Query;

/// Real files, real models: what was measured says that the machine is slower than it was thought.
class TierChangeTest {

    private static final Query QUERY =
            new Query(
                    "who pays for the repair",
                    Query.Mode.MEANING,
                    10,
                    Query.Filter.NONE,
                    Query.Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT);

    @TempDir private Path folder;

    @Test
    @Timeout(120)
    void aNewTierMakesItsVectorsWhileTheOldOnesAreSearched() throws IOException {
        try (var app =
                new App(
                        folder.resolve("library"),
                        new LockState.NotEnforced(LockState.Why.LEFT_OUT, List.of()))) {
            app.models().settleTier(1000, 1);
            assertThat(app.index().generation()).hasValue("bge-small-en-v1.5@1");
            app.ingestor().add(files(), _ -> {});
            app.startIngest(Aim.MEANING);
            while (app.search().search(QUERY).hits().searched() < 4) {
                Thread.onSpinWait();
            }

            var choice = app.models().settleTier(1, 1);
            assertThat(choice.tier()).isEqualTo(Tier.LIGHT);
            assertThat(TierSetting.read(app.index())).hasValue(choice);
            do {
                var hits = app.search().search(QUERY).hits();
                assertThat(hits.hits()).hasSize(4);
                assertThat(hits.unsearchable()).isZero();
            } while (app.index().coming().isPresent());
            assertThat(app.index().generation()).hasValue("all-minilm-l6-v2@1");
            assertThat(app.search().search(QUERY).hits().hits()).hasSize(4);

            TierSetting.chosenByHand(app.index());
            app.models().settleTier(1000, 1);
            assertThat(app.index().coming()).isEmpty();
            assertThat(app.index().generation()).hasValue("all-minilm-l6-v2@1");
        }
    }

    private List<Path> files() throws IOException {
        var files = new ArrayList<Path>();
        for (var text : List.of("roof", "kitchen", "garden", "street")) {
            files.add(
                    Files.writeString(
                            folder.resolve(text + ".txt"),
                            "The landlord repairs the %s and pays for it.\n\n"
                                    .formatted(text)
                                    .repeat(40)));
        }
        return files;
    }
}
