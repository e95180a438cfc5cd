/// Tells which of a person's labels a text deserves, from the words of the labels alone.
///
/// A label is turned into vectors of several sentences that say what it means ([LabelMeaning] in
/// several prompts, whole and item by item); a text into the vectors of its passages. Their
/// closeness is the evidence for the label, and a fixed set of everyday texts tells how much
/// closeness means nothing, so that the classifier can say that it is not sure.
///
/// [LabelMeaning]: stillroom.ai.Classifier.LabelMeaning
package stillroom.ai.label;
