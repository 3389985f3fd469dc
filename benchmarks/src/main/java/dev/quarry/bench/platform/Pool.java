package dev.quarry.bench.platform;

import dev.quarry.localstack.Credentials;
import dev.quarry.localstack.Endpoints;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;

/**
 * Open connections of one login, lent for a transaction at a time, as the applications' own pools
 * do: to open one costs more than what is measured.
 */
final class Pool implements AutoCloseable {
  private final List<Connection> all = new ArrayList<>();
  private final BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();
  private final DataSource source = proxy(DataSource.class, (self, method, given) -> idle.take());

  private Pool() {}

  static Pool open(Endpoints endpoints, Credentials login, int connections) throws SQLException {
    Pool pool = new Pool();
    try {
      for (int i = 0; i < connections; i++) {
        Connection real =
            DriverManager.getConnection(endpoints.jdbcUrl(), login.user(), login.password());
        pool.all.add(real);
        pool.idle.add(pool.lent(real));
      }
      return pool;
    } catch (SQLException e) {
      pool.close();
      throw e;
    }
  }

  /** Gives out connections and nothing else; waits where all are lent. */
  DataSource source() {
    return source;
  }

  /** The same connection but for its end, which gives it back. */
  private Connection lent(Connection real) {
    return proxy(
        Connection.class,
        (self, method, given) -> {
          if (method.getName().equals("close")) {
            real.setAutoCommit(true);
            return idle.add((Connection) self) ? null : self;
          }
          try {
            return method.invoke(real, given);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Pool.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public void close() {
    for (Connection connection : all) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The server may be gone already.
      }
    }
  }
}
