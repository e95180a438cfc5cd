package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Documents of random sentences, lines and debris, for tests.
final class RandomDocuments {

    private static final String[] SUBJECTS = {
        "The tenant",
        "A landlord",
        "The well-known river",
        "Dr. Meier",
        "It",
        "However, the roof",
        "This",
        "The U.S. Senate",
        "Moreover, they",
        "Our house",
        "The patient",
        "Él",
        "Der Mieter",
    };
    private static final String[] VERBS = {
        "pays", "repairs", "crosses", "examines", "sells (i.e. gives away)", "signs", "überprüft",
    };
    private static final String[] OBJECTS = {
        "the rent of 3.5 percent",
        "the roof",
        "a bridge near No. 5",
        "the contract",
        "two tablets",
        "the garden, the kitchen and the hall",
        "every invoice",
        "la maison",
        "the re-\nport",
    };
    private static final String[] ENDS = {".", ".", ".", "!", "?", "…", ":", "", ".\""};
    private static final String[] DEBRIS = {
        "12", "Page 3 of 9", "> quoted", "From: a@b.c", "....... 7", "# Heading", "a | b | c",
        "REFERENCES", "- - -", "\t", "第一章", "😀", "[3]", "References",
    };

    private RandomDocuments() {}

    /// One to six pages with at least one sentence.
    static List<String> pages(Random random) {
        List<String> pages = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            StringBuilder page = new StringBuilder();
            int pieces = random.nextInt(30);
            for (int j = 0; j < pieces; j++) {
                page.append(
                        random.nextInt(4) == 0
                                ? "\n" + pick(random, DEBRIS) + "\n"
                                : sentence(random, pick(random, ENDS)));
                page.append(pick(random, new String[] {" ", "  ", "\n", "\r\n", "\n\n"}));
            }
            pages.add(page.toString());
        }
        pages.set(0, "The tenant pays the rent.\n\n" + pages.getFirst());
        return pages;
    }

    /// One to four pages of whole sentences, more words than any summary asked for in these tests.
    static List<String> longPages(Random random) {
        return book(random, 1 + random.nextInt(4));
    }

    /// Pages of some 40 whole sentences each.
    static List<String> book(Random random, int count) {
        List<String> pages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder page = new StringBuilder();
            for (int j = 0; j < 40; j++) {
                page.append(sentence(random, ".")).append(j % 7 == 6 ? "\n\n" : " ");
            }
            pages.add(page.toString());
        }
        return pages;
    }

    private static String sentence(Random random, String end) {
        StringBuilder sentence = new StringBuilder(pick(random, SUBJECTS));
        int clauses = 1 + random.nextInt(3);
        for (int i = 0; i < clauses; i++) {
            sentence.append(i == 0 ? " " : ", and ");
            sentence.append(pick(random, VERBS)).append(' ').append(pick(random, OBJECTS));
        }
        return sentence + end;
    }

    private static String pick(Random random, String[] from) {
        return from[random.nextInt(from.length)];
    }
}
