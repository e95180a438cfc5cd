/// Answers to questions, by a model that the user brought, from the passages of his documents.
package stillroom.app.answer;
