/** API keys: their form, who presents one, and what it allows. */
@NullMarked
package dev.quarry.api.auth;

import org.jspecify.annotations.NullMarked;
