package stillroom.ai.label;

import java.util.List;

/// Texts of many kinds and subjects, against which the classifier learns what closeness a label
/// reaches by chance.
final class EverydayTexts {

    static final List<String> ALL =
            List.of(
                    "I am going home now, see you later.",
                    "How many people live in this city?",
                    "What is the best way to cook rice?",
                    "He was born in a small village near the sea.",
                    "Can you help me with this problem?",
                    "The weather will be sunny with a light wind.",
                    "Turn the switch off before you open the cover.",
                    "She plays the piano and likes old films.",
                    "They won the match by two goals to one.",
                    "Set an alarm for seven tomorrow morning.",
                    "What does this word mean?",
                    "My brother bought a new car last year.",
                    "The river flows through three countries.",
                    "The painting was sold for a record price.",
                    "Where is the nearest station?",
                    "The children built a castle of sand.",
                    "Bread is made of flour, water, salt and yeast.",
                    "Thank you so much, that was very kind of you.",
                    "The old bridge was closed after the storm.",
                    "Which of the two roads is shorter?",
                    "The museum is open every day except Monday.",
                    "Happy birthday, and all the best for the new year!",
                    "Plants need light and water to grow.",
                    "The king was followed by his eldest son.",
                    "Hold the button until the lamp goes out.",
                    "I have never seen so many birds at once.",
                    "The train to the airport leaves every ten minutes.",
                    "Does anyone know who wrote this song?",
                    "The war ended in the spring of that year.",
                    "Iron melts at a much higher temperature than lead.",
                    "The town lies on a hill above the lake. It has a church from the twelfth "
                            + "century, two schools and a market that is held every Saturday. In summer "
                            + "many visitors come to swim and to walk in the woods.",
                    "Cut the onions and fry them slowly in butter until they are golden. Add "
                            + "the carrots and a little water, cover the pan and let it simmer for twenty"
                            + " minutes. Serve with fresh bread.",
                    "We got up early and drove to the coast. The beach was almost empty, the "
                            + "water was cold, and after an hour it began to rain. In the evening we sat "
                            + "in a small café and played cards.",
                    "The team had lost three matches in a row when the new coach arrived. Since"
                            + " then it has won five of six, and the supporters have begun to hope for "
                            + "the title again.",
                    "Whales are mammals: they breathe air and feed their young with milk. The "
                            + "largest of them eat the smallest animals of the sea, which they filter "
                            + "from the water by the ton.",
                    "Choose a dry place for the shelf and mark the holes with a pencil. Drill "
                            + "them, put in the plugs, and fasten the rails with the screws from the bag."
                            + " Check that the boards are level.");

    private EverydayTexts() {}
}
