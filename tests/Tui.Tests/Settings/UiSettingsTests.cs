using System.Text;
using PassiveDns.Tui.Manual;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Settings;
using Xunit;

namespace PassiveDns.Tui.Tests.Settings;

public sealed class UiSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "pdns", "tui.json");

    private UiSettingsFile File => new(Path);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Settings_come_back_as_they_were_written()
    {
        var settings = new UiSettings
        {
            Theme = UiTheme.HighContrast, Columns = [ResultColumn.Window, .. UiSettings.AllColumns.Where(column => column != ResultColumn.Window)], Hidden = [ResultColumn.Count, ResultColumn.RRName],
            Mouse = false, DefangCopies = false, AsciiBars = true, Clipboard = UiClipboard.System, GraphDepth = 5, GraphFanout = 7,
        };

        Assert.Null(File.Write(new UiSettings()));
        Assert.Equal(Describe(new UiSettings()), Describe(Whole()));
        Assert.Null(File.Write(settings));
        Assert.Equal(Describe(settings), Describe(Whole()));
        Assert.Equal([Path], Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!));

        UiSettings Whole()
        {
            var reading = File.Read();
            Assert.Empty(reading.Problems);
            return reading.Settings;
        }
    }

    [Fact]
    public void Without_a_file_all_is_as_usual()
    {
        var reading = File.Read();
        Assert.Empty(reading.Problems);
        Assert.Equal(Describe(new UiSettings()), Describe(reading.Settings));
        Assert.Equal(Describe(new UiSettings()), Describe(new UiSettingsFile(null).Read().Settings));
        Assert.Contains("settings are not kept", new UiSettingsFile(null).Write(new UiSettings()), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string, string> Texts => new()
    {
        // why                    text                                       problems, without the file                                                                        what is read of it
        { "nothing chosen",       "{}",                                      "",                                                                                               "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "a theme",              "{\"theme\":\"light\"}",                  "",                                                                                               "theme=Light columns=rrname shown=9 mouse=True fanout=50" },
        { "some columns first",   "{\"columns\":[\"last\",\"rdata\"]}",     "",                                                                                               "theme= columns=last shown=9 mouse=True fanout=50" },
        { "hidden twice",         "{\"hidden\":[\"last\",\"last\"]}",       "",                                                                                               "theme= columns=rrname shown=8 mouse=True fanout=50" },
        { "a wrong theme",        "{\n \"mouse\": false,\n \"theme\": \"blue\"}", "line 3: \"theme\" takes dark, light, high-contrast, plain, not \"blue\"; the usual is used", "theme= columns=rrname shown=9 mouse=False fanout=50" },
        { "a theme by number",    "{\"theme\":0}",                          "line 1: \"theme\" takes dark, light, high-contrast, plain, not 0; the usual is used",              "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "an unknown name",      "{\"Mouse\":false}",                      "line 1: there is no setting \"Mouse\"; it is passed over",                                         "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "text for a flag",      "{\"mouse\":\"no\"}",                     "line 1: \"mouse\" takes true or false, not \"no\"; the usual is used",                             "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "a number too high",    "{\"graph-fanout\":1e9}",                 "line 1: \"graph-fanout\" takes a number from 1 to 100000, not 1e9; the usual is used",             "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "no step at all",       "{\"graph-depth\":0,\"graph-fanout\":3}", "line 1: \"graph-depth\" takes a number from 1 to 100, not 0; the usual is used",                  "theme= columns=rrname shown=9 mouse=True fanout=3" },
        { "a column of others",   "{\"hidden\":[\"ttl\"]}",                 "line 1: \"hidden\" takes a list of rrname, type, rdata, first, last, count, bailiwick, vantage, window, not [\"ttl\"]; the usual is used", "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "every column hidden",  "{\"hidden\":[\"rrname\",\"type\",\"rdata\",\"first\",\"last\",\"count\",\"bailiwick\",\"vantage\",\"window\"]}", "line 1: not all columns can be hidden; none is", "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "a list",               "[]",                                      "line 1: expected an object in braces; the usual settings are used",                               "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "an empty file",        "",                                        "line 1: expected JSON, found other text; the usual settings are used",                            "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "cut off",              "{\n\"mouse\": false,\n",                 "line 3: expected JSON, found other text; the usual settings are used",                            "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "more behind it",       "{\"mouse\":false}\nx",                   "line 2: expected JSON, found other text; the usual settings are used",                            "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "half a surrogate",     "{\"theme\":\"\\ud800\"}",                "line 1: expected JSON, found other text; the usual settings are used",                            "theme= columns=rrname shown=9 mouse=True fanout=50" },
        { "a very long value",    "{\"theme\":\"" + new string('x', 900) + "\"}", "line 1: \"theme\" takes dark, light, high-contrast, plain, not \"" + new string('x', 39) + "...; the usual is used", "theme= columns=rrname shown=9 mouse=True fanout=50" },
    };

    [Theory, MemberData(nameof(Texts))]
    public void What_cannot_be_understood_is_told_with_its_line_and_not_written_over(string why, string text, string problems, string read)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        System.IO.File.WriteAllText(Path, text);

        var reading = File.Read();

        Assert.True(problems == string.Join('|', reading.Problems.Select(problem => problem.Replace($"{Path}, ", "", StringComparison.Ordinal))), $"{why}: {string.Join('|', reading.Problems)}");
        Assert.True(read == Describe(reading.Settings)[..read.Length], $"{why}: {Describe(reading.Settings)}");
        Assert.Equal(problems.Length == 0, File.Write(new UiSettings()) is null);
        if (problems.Length > 0) Assert.Equal(text, System.IO.File.ReadAllText(Path));
    }

    [Fact]
    public void Noise_of_any_kind_throws_nothing()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var octets = Encoding.UTF8.GetBytes("{\"theme\":\"dark\",\"columns\":[\"last\"],\"mouse\":true,\"graph-depth\":3}");
            for (var flips = random.Next(1, 4); flips > 0; flips--) octets[random.Next(octets.Length)] = (byte)random.Next(256);
            Assert.NotEmpty(UiSettingsJson.Read("f", octets).Settings.Shown);
        }
    }

    [Fact]
    public void A_link_stays_one_and_what_is_no_file_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        var real = System.IO.Path.Combine(_folder, "dotfiles.json");
        System.IO.File.WriteAllText(real, "{}");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        System.IO.File.CreateSymbolicLink(Path, real);

        Assert.Null(File.Write(new UiSettings { Mouse = false }));
        Assert.Equal(real, new FileInfo(Path).LinkTarget);
        Assert.Contains("\"mouse\": false", System.IO.File.ReadAllText(real), StringComparison.Ordinal);

        System.IO.File.WriteAllBytes(real, new byte[100_000]);
        Assert.Equal([$"{Path} cannot be read: it has 100000 octets, settings have 65536 at most; the usual settings are used"], File.Read().Problems);
        var below = new UiSettingsFile(System.IO.Path.Combine(real, "pdns", "tui.json"));
        Assert.StartsWith($"{below.Path} cannot be written: ", below.Write(new UiSettings()), StringComparison.Ordinal);
    }

    public static TheoryData<string, bool, string, string?> Places => new()
    {
        // why                          Windows  variables                              file
        { "XDG's folder",               false,   "XDG_CONFIG_HOME=/x HOME=/home/a",     "/x/pdns/tui.json" },
        { "the usual one",              false,   "HOME=/home/a",                        "/home/a/.config/pdns/tui.json" },
        { "a relative one is ignored",  false,   "XDG_CONFIG_HOME=x HOME=/home/a",      "/home/a/.config/pdns/tui.json" },
        { "an empty one is ignored",    false,   "XDG_CONFIG_HOME= HOME=/home/a",       "/home/a/.config/pdns/tui.json" },
        { "Windows",                    true,    "APPDATA=/a HOME=/home/a",             "/a/pdns/tui.json" },
        { "nothing is known",           false,   "",                                    null },
    };

    [Theory, MemberData(nameof(Places))]
    public void The_file_lies_where_the_system_keeps_such(string why, bool isWindows, string variables, string? expected)
    {
        var all = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(text => text.Split('=')[0], text => text.Split('=')[1]);
        Assert.True(expected == UiSettingsFile.Find(all.GetValueOrDefault, isWindows).Path, why);
    }

    [Theory]
    [InlineData(null, UiTheme.Dark, "set by the user")]
    [InlineData("", UiTheme.Dark, "empty says nothing")]
    [InlineData("1", UiTheme.Plain, "NO_COLOR is stronger")]
    public void No_color_is_stronger_than_the_theme(string? noColor, UiTheme expected, string why) =>
        Assert.True(expected == new UiSettings { Theme = UiTheme.Dark }.ThemeFor(noColor, UiTheme.Light), why);

    [Fact]
    public void The_topic_names_every_setting_and_what_is_usual()
    {
        var topic = string.Join('\n', Topics.Find("settings")!.Body);
        Assert.All(UiSettingsJson.Names, name => Assert.Contains($"\n    {name} ", topic, StringComparison.Ordinal));
        Assert.Contains($"without it {new UiSettings().GraphDepth}\n", topic, StringComparison.Ordinal);
        Assert.Contains($"without it\n                   {new UiSettings().GraphFanout}\n", topic, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<UiTheme>(), theme => Assert.Contains(UiSettingsJson.WordOf(theme), topic, StringComparison.Ordinal));
        Assert.All(UiSettings.AllColumns, column => Assert.Contains(UiSettingsJson.WordOf(column), topic, StringComparison.Ordinal));
    }

    private static string Describe(UiSettings settings) =>
        $"theme={settings.Theme} columns={UiSettingsJson.WordOf(settings.Columns[0])} shown={settings.Shown.Count} mouse={settings.Mouse} fanout={settings.GraphFanout} "
        + $"depth={settings.GraphDepth} defang={settings.DefangCopies} ascii={settings.AsciiBars} clipboard={settings.Clipboard} {string.Join(',', settings.Columns)} {string.Join(',', settings.Hidden)}";
}
