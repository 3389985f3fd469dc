package dev.quarry.api.isolation;

import com.github.benmanes.caffeine.cache.Cache;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.Session;

/** What the code says about the isolation of tenants; each check gives the places it objects to. */
final class CodeChecks {
  /** Classes that reach the database before or beside a tenant's transaction, and why. */
  private static final Map<String, String> BESIDE_TENANTS =
      Map.of(
          "dev.quarry.api.tenancy.TenantSession", "is what sets the tenant",
          "dev.quarry.api.tenancy.OperatorSession", "sees which tenants are, nothing they have",
          "dev.quarry.api.auth.KeyStore", "looks up the one key that a request names",
          "dev.quarry.api.catalogue.CatalogueStore", "reads what runners offer to everybody",
          "dev.quarry.api.relay.OutboxStore", "sends for all, as quarry_scheduler",
          "dev.quarry.api.job.RetentionStore",
              "finds what has expired by its time alone, as quarry_scheduler",
          "dev.quarry.api.start.FirstTenant", "makes the first tenant, as the owner",
          "dev.quarry.api.start.DatabaseReadiness", "asks only whether the database is there");

  /** Caches whose keys name no tenant, and why no other tenant gets what is in them. */
  private static final Map<String, String> CACHES =
      Map.of(
          "dev.quarry.api.auth.KeyRing.known", "by key id; given only to who has the whole key",
          "dev.quarry.api.auth.KeyRing.touched", "by key id; holds nothing",
          "dev.quarry.api.job.IdempotencySweep.swept", "by the tenant's id itself",
          "dev.quarry.api.job.IdempotencyService.swept", "by the tenant's id itself");

  private CodeChecks() {}

  static List<String> all(JavaClasses code) {
    List<String> findings = new ArrayList<>(statementsBesideTenants(code));
    findings.addAll(cacheKeysWithoutTenant(code));
    return List.copyOf(findings);
  }

  /** Connections, transactions and native statements are got through the tenant's transaction. */
  static List<String> statementsBesideTenants(JavaClasses code) {
    List<String> findings = new ArrayList<>();
    for (JavaClass type : code) {
      if (BESIDE_TENANTS.containsKey(outermost(type)) || repository(type)) {
        continue;
      }
      for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
        if (besideTenants(call)) {
          findings.add("statement-without-tenant " + type.getName() + " " + call.getName());
        }
      }
    }
    return findings.stream().distinct().toList();
  }

  private static boolean besideTenants(JavaMethodCall call) {
    JavaClass owner = call.getTargetOwner();
    return switch (call.getName()) {
      case "inTransaction" -> owner.isEquivalentTo(TenantTx.class);
      case "getConnection" -> owner.isAssignableTo(DataSource.class);
      case "requiringNew", "joiningExisting", "begin" ->
          owner.isAssignableTo(QuarkusTransaction.class);
      case "createNativeQuery" ->
          owner.isAssignableTo(EntityManager.class) || owner.isAssignableTo(Session.class);
      default -> false;
    };
  }

  /** Repositories join the transaction of a {@code TenantSession}; without one they see nothing. */
  private static boolean repository(JavaClass type) {
    return type.isAssignableTo(io.quarkus.hibernate.orm.panache.PanacheRepositoryBase.class);
  }

  /** A cache is keyed by a record that has the tenant in it. */
  static List<String> cacheKeysWithoutTenant(JavaClasses code) {
    List<String> findings = new ArrayList<>();
    for (JavaClass type : code) {
      for (JavaField field : type.getFields()) {
        if (field.getRawType().isAssignableTo(Cache.class)
            && !CACHES.containsKey(field.getFullName())
            && !namesTenant(field.getType())) {
          findings.add("cache-without-tenant " + field.getFullName());
        }
      }
    }
    return List.copyOf(findings);
  }

  private static boolean namesTenant(JavaType cache) {
    return cache instanceof JavaParameterizedType typed
        && typed
            .getActualTypeArguments()
            .getFirst()
            .toErasure()
            .tryGetField("tenantId")
            .isPresent();
  }

  private static String outermost(JavaClass type) {
    String name = type.getName();
    int inner = name.indexOf('$');
    return inner < 0 ? name : name.substring(0, inner);
  }
}
