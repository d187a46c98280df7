using Xunit;

namespace PassiveDns.Indexer.Tests;

public class PlaceTests
{
    [Fact]
    public void Runs() => Assert.True(true);
}
