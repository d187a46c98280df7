using System.Text;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Settings;
using PassiveDns.Tui.Tests.Screens;
using PassiveDns.Tui.Views;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Time;
using Xunit;

namespace PassiveDns.Tui.Tests.Views;

/// <summary>
/// The real window on the demo's archive, without a terminal, at four sizes and in ASCII: test-data/golden/ui. <c>PDNS_WRITE_GOLDEN=1</c> writes what is drawn now.
/// </summary>
[Collection(nameof(BrowserWindow))]
public sealed class GoldenScreenTests(DemoArchive archive) : IClassFixture<DemoArchive>
{
    private static readonly (int Width, int Height)[] Sizes = [(80, 24), (120, 40), (200, 60), (20, 5)];

    private static readonly Dictionary<string, Key> Named = new(StringComparer.Ordinal)
    {
        ["Enter"] = Key.Enter, ["Space"] = Key.Space, ["Down"] = Key.CursorDown, ["Right"] = Key.CursorRight,
    };

    /// <summary>The file, and keys from the start on; what begins with = is typed.</summary>
    public static TheoryData<string, string> Screens => new()
    {
        { "overview",    "Esc" },
        { "suggestions", "=parcel" },
        { "result",      "=parcel-tracking.example Enter Down Right" },
        { "nothing",     "=parcel-tr Enter" },
        { "detail",      "=parcel-tracking.example Enter Down Space" },
        { "octets",      "=parcel-tracking.example Enter G r Space" },
        { "pivots",      "=parcel-tracking.example Enter Right Right p" },
        { "group",       "=203.0.113.0/24 Enter b d" },
        { "tree",        "=account-verify.example Enter v t" },
        { "timeline",    "=parcel-tracking.example Enter v l Down" },
        { "graph",       "=parcel-tracking.example Enter v g" },
        { "diff",        "=parcel-tracking.example Enter v d Enter" },
        { "case",        "=parcel-tracking.example Enter m n =the_spam's_domain Enter # =spam Enter S =operator Enter v c" },
        { "commands",    "=parcel-tracking.example Enter p N ." },
        { "help",        "Esc ?" },
        { "palette",     "Esc : =time" },
    };

    [Theory, MemberData(nameof(Screens))]
    public void The_screen_is_as_it_was(string name, string keys)
    {
        using var app = Application.Create(new VirtualTimeProvider());
        using var browser = new ArchiveBrowser(archive.Path);
        app.Init(DriverRegistry.Names.ANSI);
        app.Driver!.SetScreenSize(80, 24);
        using var window = new BrowserWindow(browser.Browser, () => Palette.Of(UiTheme.Plain));
        var session = app.Begin(window)!;
        window.Show();
        foreach (var key in keys.Split(' '))
        {
            if (key == "Esc") browser.Browser.Leave(); // the driver waits whether more comes behind an escape
            else Press(app, key);
            window.Show();
        }

        var drawn = new StringBuilder();
        foreach (var (width, height) in Sizes)
        {
            app.Driver.SetScreenSize(width, height);
            app.LayoutAndDraw(true);
            drawn.Append($"== {width}x{height}\n").Append(Screen(app).Replace(archive.Path, "archive.pdns", StringComparison.Ordinal));
        }

        browser.Browser.Choose(browser.Browser.Settings with { AsciiBars = true });
        app.Driver.SetScreenSize(80, 24);
        window.Show();
        app.LayoutAndDraw(true);
        var ascii = Screen(app).Replace(archive.Path, "archive.pdns", StringComparison.Ordinal);
        drawn.Append("== 80x24 ASCII\n").Append(ascii);
        app.End(session);

        var golden = Path.Combine(TestFolders.TestData, "golden", "ui", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("PDNS_WRITE_GOLDEN") is "1") File.WriteAllText(golden, $"{drawn}");
        Assert.Equal(File.ReadAllText(golden), $"{drawn}");
        Assert.True(Ascii.IsValid(ascii), "more than ASCII");
    }

    private static void Press(IApplication app, string key)
    {
        if (Named.TryGetValue(key, out var named)) app.Keyboard.RaiseKeyDownEvent(new Key(named)); // a key that was pressed once is marked as handled
        else foreach (var letter in key.TrimStart('=').Replace('_', ' ')) app.Keyboard.RaiseKeyDownEvent(new Key(letter));
        app.LayoutAndDraw();
    }

    private static string Screen(IApplication app)
    {
        var cells = app.Driver!.Contents!;
        var screen = new StringBuilder();
        for (var y = 0; y < cells.GetLength(0); y++)
        {
            var line = new StringBuilder();
            for (var x = 0; x < cells.GetLength(1); x++) line.Append(cells[y, x].Grapheme);
            screen.Append(line.ToString().TrimEnd()).Append('\n');
        }

        return screen.ToString();
    }
}
