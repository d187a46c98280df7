using Xunit;

namespace PassiveDns.Formats.Tests;

public class PlaceTests
{
    [Fact]
    public void Runs() => Assert.True(true);
}
