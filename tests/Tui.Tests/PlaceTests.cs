using Xunit;

namespace PassiveDns.Tui.Tests;

public class PlaceTests
{
    [Fact]
    public void Runs() => Assert.True(true);
}
