using System.Runtime.Versioning;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace LurkBot.Sandboxes;

/// <summary>Removes the containers and files that a killed LurkBot of the same home left.</summary>
[SupportedOSPlatform("linux")]
internal static class DockerLeftovers
{
    /// <summary>Removes what belongs to processes that are no more.</summary>
    /// <param name="client">Speaks to the engine.</param>
    /// <param name="home">LurkBot's home; absolute.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task SweepAsync(DockerClient client, string home, CancellationToken cancellationToken)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal) { ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{DockerContainer.HomeLabel}={home}"] = true } };
        foreach (var container in await client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, cancellationToken))
        {
            if (container.Labels.TryGetValue(DockerContainer.ProcessLabel, out var mark) && !ProcessMark.IsAlive(mark))
                await RemoveAsync(client, container.ID, cancellationToken);
        }

        DockerFiles.Sweep(home);
    }

    /// <summary>Kills and removes a container, if it is still there.</summary>
    public static async Task RemoveAsync(DockerClient client, string container, CancellationToken cancellationToken)
    {
        const int Tries = 5;
        for (var i = 1; ; i++)
        {
            try
            {
                await client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);
                return;
            }
            catch (DockerContainerNotFoundException)
            {
                // Somebody was faster.
                return;
            }
            catch (DockerApiException) when (i < Tries)
            {
                // Podman fails when the container ends at this moment.
            }
        }
    }
}
