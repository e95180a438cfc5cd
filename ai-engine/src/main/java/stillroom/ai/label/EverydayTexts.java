package stillroom.ai.label;

import java.util.List;

/// Texts of many kinds and subjects, against which the classifier learns what closeness a label
/// reaches by chance.
final class EverydayTexts {

    static final List<String> ALL =
            List.of(
                    "The meeting starts at nine o'clock on Monday.",
                    "Please find the attached document for your review.",
                    "I am going home now, see you later.",
                    "How many people live in this city?",
                    "The results of the experiment are shown in the table below.",
                    "Thank you for your order; it will be shipped tomorrow.",
                    "What is the best way to cook rice?",
                    "The company reported higher profits in the third quarter.",
                    "He was born in a small village near the sea.",
                    "Can you help me with this problem?",
                    "This agreement is made between the two parties named below.",
                    "The patient was given two tablets a day for a week.",
                    "Click here to read more about our services.",
                    "The weather will be sunny with a light wind.",
                    "We propose a new method and compare it with earlier work.",
                    "Turn the switch off before you open the cover.",
                    "She plays the piano and likes old films.",
                    "The total amount is due within thirty days.",
                    "Where is the nearest station?",
                    "Dear sir or madam, I am writing to apply for the position.",
                    "The committee approved the minutes of the last meeting.",
                    "They won the match by two goals to one.",
                    "Set an alarm for seven tomorrow morning.",
                    "The law was changed after a long debate in parliament.",
                    "Install the program and restart the computer.",
                    "What does this word mean?",
                    "My brother bought a new car last year.",
                    "The river flows through three countries.",
                    "Your account balance is low.",
                    "The painting was sold for a record price.");

    private EverydayTexts() {}
}
