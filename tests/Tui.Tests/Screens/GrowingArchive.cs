using PassiveDns.Formats.Records;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Tests.Screens;

/// <summary>The sample archive, to which others commit; each reading of a screen takes as long as is said.</summary>
internal sealed class GrowingArchive : TimeProvider, IRRsetSource
{
    private readonly SampleArchive _sample = new();
    private TimeSpan _now;

    public List<RRset> More { get; } = [];

    /// <summary>Times that a screen has been read.</summary>
    public int Readings { get; private set; }

    public TimeSpan ReadingTakes { get; set; }

    public IReadOnlyList<SourceRecord> Sources => _sample.Sources;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public IEnumerable<RRset> Find(RRsetQuery query) => query.Side == LookupSide.Owner ? More.Concat(_sample.Find(query)) : _sample.Find(query);

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;

    public void Wait(TimeSpan time) => _now += time;

    public Browser Browser(Func<BrowserServices, BrowserServices>? with = null)
    {
        var services = new BrowserServices { Read = Read, Arrange = Arrange, Clock = this };
        var browser = new Browser(this, new OverviewScreen(), with is null ? services : with(services));
        browser.Leave();
        return browser;
    }

    private void Read(Screen screen)
    {
        Readings++;
        Wait(ReadingTakes);
        SampleArchive.Read(screen, this);
    }

    private static void Arrange(ResultScreen screen) =>
        screen.Show(screen.Arrangement, screen.Arrangement.Of(screen.All.Span, CancellationToken.None), screen.Found);
}
