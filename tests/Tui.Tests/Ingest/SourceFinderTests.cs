using PassiveDns.Tui.Ingest;
using Xunit;

namespace PassiveDns.Tui.Tests.Ingest;

public sealed class SourceFinderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_walked_to_the_bottom_in_ordinal_order()
    {
        foreach (var file in new[] { "b.pcap", "B.pcap", "a/z.pcap", "a/deep/er/x.pcap", "c/y.pcap" }) Write(file);

        var (sources, unusable) = SourceFinder.Find([_folder]);

        Assert.Equal(["B.pcap", "b.pcap", "a/z.pcap", "a/deep/er/x.pcap", "c/y.pcap"], sources.Select(Relative));
        Assert.All(sources, source => Assert.Equal(3, source.Octets));
        Assert.Empty(unusable);
    }

    [Fact]
    public void Links_back_into_the_folder_do_not_make_the_walk_endless()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        Write("a/x.pcap");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "a", "again"), _folder);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.pcap"), Path.Combine(_folder, "a", "x.pcap"));

        var (sources, _) = SourceFinder.Find([_folder]);

        Assert.Equal(["link.pcap", "a/x.pcap"], sources.Select(Relative));
        Assert.All(sources, source => Assert.Equal(3, source.Octets));
    }

    [Fact]
    public void A_link_that_leads_to_itself_does_not_stop_the_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        Write("x.pcap");
        var loop = Path.Combine(_folder, "loop.pcap");
        File.CreateSymbolicLink(loop, loop);

        var (sources, unusable) = SourceFinder.Find([loop, _folder]);

        Assert.Equal(["loop.pcap", "x.pcap"], sources.Select(Relative)); // named by the user it is tried, and told when it cannot be opened
        Assert.Equal(loop, Assert.Single(unusable).Path);
    }

    [Theory]
    [InlineData("case.pdns", "expected captures, found an archive; pdns merge puts archives together")]
    [InlineData("empty", "expected captures, found no files")]
    [InlineData("nothing but an archive", "expected captures, found no files")]
    public void A_folder_that_gives_nothing_does_not_end_in_silence(string folder, string reason)
    {
        Write("case.pdns/MANIFEST.json");
        Write("nothing but an archive/case.pdns/MANIFEST.json");
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        var path = Path.Combine(_folder, folder);

        var (sources, unusable) = SourceFinder.Find([path]);

        Assert.Empty(sources);
        Assert.Equal(new UnusablePath(path, reason, IsMissing: false), Assert.Single(unusable));
    }

    [Fact]
    public void Archives_are_passed_over()
    {
        Write("case.pdns/MANIFEST.json");
        Write("case.pdns/runs/000001.rrset");
        Write("x.pcap");

        Assert.Equal(["x.pcap"], SourceFinder.Find([_folder]).Sources.Select(Relative));
    }

    [Fact]
    public void What_cannot_be_read_is_told_and_the_rest_goes_on()
    {
        Write("x.pcap");
        File.WriteAllBytes(Path.Combine(_folder, "empty.pcap"), []);
        File.CreateSymbolicLink(Path.Combine(_folder, "nowhere.pcap"), Path.Combine(_folder, "none"));
        var missing = Path.Combine(_folder, "missing.pcap");

        var (sources, unusable) = SourceFinder.Find([missing, _folder]);

        Assert.Equal(["x.pcap"], sources.Select(Relative));
        Assert.Equal([("missing.pcap", true), ("empty.pcap", false), ("nowhere.pcap", false)], unusable.Select(path => (Path.GetFileName(path.Path), path.IsMissing)));
    }

    [Fact]
    public void A_pipe_met_on_the_way_is_not_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_folder, "pipe")])) mkfifo.WaitForExit();

        var (sources, unusable) = SourceFinder.Find([_folder]);

        Assert.Empty(sources);
        Assert.Equal("pipe", Path.GetFileName(Assert.Single(unusable).Path));
    }

    [Fact]
    public void Standard_input_has_no_length() => Assert.Equal(new SourcePath("-", null), Assert.Single(SourceFinder.Find(["-"]).Sources));

    private string Relative(SourcePath source) => Path.GetRelativePath(_folder, source.Path).Replace('\\', '/');

    private void Write(string file)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "abc");
    }
}
