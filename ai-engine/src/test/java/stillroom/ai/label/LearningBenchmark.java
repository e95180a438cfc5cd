package stillroom.ai.label;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stillroom.ai.Classifier.Example;
import stillroom.ai.Classifier.LabelMeaning;
import stillroom.ai.torch.AiEngine;

/// How long labels take to learn; a main program, no test.
///
/// Arguments: a file of lines `label<TAB>text`, how many of its labels, how many examples of each,
/// and a model pack. The first time is that of a program that has just started, as on the command
/// line; the last that of learning on from what was learned before, when one more example came.
final class LearningBenchmark {

    private static final int TIMES = 6;

    private LearningBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int labels = Integer.parseInt(arguments[1]);
        int examples = Integer.parseInt(arguments[2]);
        Map<String, List<String>> texts = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] parts = line.split("\t", 2);
            if (texts.containsKey(parts[0]) || texts.size() < labels) {
                List<String> known = texts.computeIfAbsent(parts[0], name -> new ArrayList<>());
                if (known.size() < examples) {
                    known.add(parts[1]);
                }
            }
        }
        try (AiEngine engine = AiEngine.open(Path.of(System.getProperty("stillroom.packs")))) {
            var meaning = new MeaningClassifier(engine.embedder(arguments[3]));
            List<LabelMeaning> meanings = new ArrayList<>();
            List<Example> taught = new ArrayList<>();
            texts.forEach((name, own) -> {
                meanings.add(new LabelMeaning(name, name.replace('_', ' ')));
                meaning.prepare(meanings.getLast());
                for (String text : own) {
                    taught.add(new Example(List.of(meaning.vector(text)), Set.of(name), Set.of()));
                }
            });
            List<Example> before = taught.subList(0, taught.size() - 1);
            System.out.printf("%d labels, %d examples%n", meanings.size(), taught.size());
            byte[] learned = new byte[0];
            for (int time = 0; time < TIMES; time++) {
                long began = System.nanoTime();
                learned = meaning.learn(meanings, before, null).learned().orElseThrow();
                System.out.printf("%d ms%n", (System.nanoTime() - began) / 1_000_000);
            }
            long began = System.nanoTime();
            meaning.learn(meanings, taught, learned);
            System.out.printf(
                    "one more: %d ms; %d bytes%n",
                    (System.nanoTime() - began) / 1_000_000, learned.length);
        }
    }
}
