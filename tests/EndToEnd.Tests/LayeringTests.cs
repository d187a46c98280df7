using System.Xml.Linq;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Holds the arrows of ARCHITECTURE.md: who may see whom, and who may name which package.</summary>
public class LayeringTests
{
    public static TheoryData<string, string[], string[]> Projects => new()
    {
        // project    sees                                packages it names
        { "Formats",  [],                                 ["ZstdSharp.Port"] },
        { "Analyzer", ["Formats"],                        ["SharpPcap"] },
        { "Indexer",  ["Formats"],                        ["LiteDB", "Lucene.Net"] },
        { "Tui",      ["Analyzer", "Formats", "Indexer"], ["System.CommandLine", "Terminal.Gui"] },
    };

    [Theory, MemberData(nameof(Projects))]
    public void Project_sees_what_it_may(string project, string[] sees, string[] packages)
    {
        var file = XDocument.Load(Path.Combine(TestFolders.Root, project, $"{project}.csproj"));

        Assert.Equal(sees, Includes(file, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));
        Assert.Equal(packages, Includes(file, "PackageReference").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Product_folders_are_those_of_the_table()
    {
        var folders = Directory.GetFiles(TestFolders.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(TestFolders.Root, Path.GetDirectoryName(path)!))
            .Where(folder => !folder.StartsWith("tests", StringComparison.Ordinal));

        Assert.Equal(Projects.Select(row => row.Data.Item1).Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_pinned_product_package_is_named_in_one_project_at_most()
    {
        var named = Projects.SelectMany(row => row.Data.Item3).ToList();

        Assert.Equal(named.Distinct(), named);
        Assert.Subset(
            Includes(XDocument.Load(Path.Combine(TestFolders.Root, "Directory.Packages.props")), "PackageVersion").ToHashSet(),
            named.ToHashSet());
    }

    [Fact]
    public void Terminal_gui_is_used_in_views_only()
    {
        var users = Directory.GetFiles(Path.Combine(TestFolders.Root, "Tui"), "*.cs", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).Contains("using Terminal.Gui", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Path.Combine(TestFolders.Root, "Tui"), path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("Views/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal));

        Assert.Empty(users);
    }

    private static IEnumerable<string> Includes(XDocument file, string element) =>
        file.Descendants(element).Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
