using Xunit;

namespace PassiveDns.EndToEnd.Tests;

public class PlaceTests
{
    [Fact]
    public void Runs() => Assert.True(true);
}
