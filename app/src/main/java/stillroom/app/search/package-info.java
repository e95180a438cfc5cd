/// The search of the application: the query's vector from the model, the hits from the library.
package stillroom.app.search;
