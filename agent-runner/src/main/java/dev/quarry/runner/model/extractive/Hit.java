package dev.quarry.runner.model.extractive;

/**
 * One thing that a search found.
 *
 * @param url to visit
 * @param title of the page
 * @param snippet passage that the search showed; may be empty
 */
record Hit(String url, String title, String snippet) {}
