package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.codecs.hnsw.HnswGraphProvider;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat.FieldsReader;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.LeafReaderContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.index.LuceneFolder.Place;

class VectorGenerationTest {

    private static final int DIMENSIONS = 16;
    private static final int MOST_TO_SCAN = 2_000;
    private static final int PASSAGES = 500;

    @TempDir Path root;

    private final Random random = new Random(3);

    private static DocumentId id(int number) {
        return new DocumentId(String.format("%064x", number));
    }

    private List<float[]> put(VectorGeneration vectors, int number) {
        var its = new ArrayList<float[]>();
        for (int i = 0; i < PASSAGES; i++) {
            its.add(Library.unit(random, DIMENSIONS));
        }
        vectors.put(id(number), its);
        vectors.folder().commit();
        return its;
    }

    /// How many vectors lie in graphs.
    private static int inGraphs(VectorGeneration vectors) {
        return vectors.folder()
                .search(searcher -> {
                    int count = 0;
                    for (LeafReaderContext part : searcher.getIndexReader().leaves()) {
                        if (part.reader() instanceof CodecReader files
                                && files.getVectorReader() instanceof FieldsReader fields
                                && fields.getFieldReader("vector")
                                        instanceof HnswGraphProvider graphs) {
                            var graph = graphs.getGraph("vector");
                            count += graph == null ? 0 : graph.size();
                        }
                    }
                    return count;
                });
    }

    @Test
    void makesGraphsOnlyInALibraryThatIsLargeEnoughToBeSearchedByThem() {
        try (var vectors = VectorGeneration.open(root, DIMENSIONS, MOST_TO_SCAN)) {
            for (int i = 0; i < 4; i++) {
                put(vectors, i);
            }
            assertThat(inGraphs(vectors)).isZero();

            put(vectors, 4);

            // Small parts get them as well, not only those that merging has made large.
            assertThat(inGraphs(vectors)).isGreaterThanOrEqualTo(PASSAGES);
        }
    }

    @Test
    void makesGraphsAtOnceInALibraryThatWasLargeWhenItWasOpened() {
        try (var vectors = VectorGeneration.open(root, DIMENSIONS, MOST_TO_SCAN)) {
            for (int i = 0; i < 4; i++) {
                put(vectors, i);
            }
        }
        try (var vectors = VectorGeneration.open(root, DIMENSIONS, MOST_TO_SCAN)) {
            int before = inGraphs(vectors);
            put(vectors, 4);

            assertThat(inGraphs(vectors)).isGreaterThanOrEqualTo(before + PASSAGES);
        }
    }

    @Test
    void findsWhatIsClosestInPartsWithAGraphAndWithout() {
        try (var vectors = VectorGeneration.open(root, DIMENSIONS, MOST_TO_SCAN)) {
            var all = new ArrayList<List<float[]>>();
            for (int i = 0; i < 8; i++) {
                all.add(put(vectors, i));
            }
            for (int i = 0; i < 8; i++) {
                float[] wanted = all.get(i).get(i * 7);

                assertThat(vectors.nearest(wanted, null, 50).keySet().iterator().next())
                        .isEqualTo(new Place(id(i), i * 7));
            }
        }
    }
}
