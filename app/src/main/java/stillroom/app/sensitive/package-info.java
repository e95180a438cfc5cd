/// What is sensitive in a text: personal numbers, accounts, addresses, names near words of medicine
/// and the courts. The mark of a document and the rules for the cloud both ask here.
package stillroom.app.sensitive;
