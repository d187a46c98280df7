using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class PlaceTests
{
    [Fact]
    public void Runs() => Assert.True(true);
}
